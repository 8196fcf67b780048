import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Member } from '../../domain/posting/transfer.js';
import { storedJson } from '../json-state.js';

const UPDATE = /* sql */ `
  update balance
     set available = saved.available, pending = saved.pending, reserved = saved.reserved, debt = saved.debt,
         earned = saved.earned, redeemed = saved.redeemed, expired = saved.expired, clawed_back = saved.clawed_back,
         adjusted = saved.adjusted, transferred = saved.transferred, reinstated = saved.reinstated,
         transfers = saved.transfers, reward_sequence = saved.reward_sequence, points_sequence = saved.points_sequence,
         tier = saved.tier, linked = saved.linked::uuid[], noticed = saved.noticed, state = saved.state
    from unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],
                $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::int8[], $15::int8[], $16::text[], $17::text[],
                ${jsonArray('$18')}, ${jsonArray('$19')})
      as saved (account, available, pending, reserved, debt, earned, redeemed, expired, clawed_back, adjusted, transferred,
                reinstated, transfers, reward_sequence, points_sequence, tier, linked, noticed, state)
   where balance.account = saved.account`;

const INSERT = /* sql */ `
  insert into balance (bucket, account, available, pending, reserved, debt, earned, redeemed, expired, clawed_back, adjusted,
                       transferred, reinstated, transfers, reward_sequence, points_sequence, tier, linked, noticed, state)
  select bucket, account, available, pending, reserved, debt, earned, redeemed, expired, clawed_back, adjusted, transferred,
         reinstated, transfers, reward_sequence, points_sequence, tier, linked::uuid[], noticed, state
    from unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],
                $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::int8[], $15::int8[], $16::text[], $17::text[],
                ${jsonArray('$18')}, ${jsonArray('$19')}, $20::int2[])
      as saved (account, available, pending, reserved, debt, earned, redeemed, expired, clawed_back, adjusted, transferred,
                reinstated, transfers, reward_sequence, points_sequence, tier, linked, noticed, state, bucket)`;

// Only rows whose instant is another one are touched: with most facts, what is due next stays what it was.
const DUE = /* sql */ `
  insert into due (account, bucket, at)
  select account, bucket, at from unnest($1::uuid[], $2::int2[], $3::timestamptz[]) as saved (account, bucket, at)
   where at is not null
  on conflict (account) do update set at = excluded.at where due.at <> excluded.at`;

// Of who has lots elsewhere it is not known when a notice about them is due.
const DUE_NO_LATER = /* sql */ `
  insert into due (account, bucket, at)
  select account, bucket, at from unnest($1::uuid[], $2::int2[], $3::timestamptz[]) as saved (account, bucket, at)
  on conflict (account) do update set at = excluded.at where excluded.at < due.at`;

const NOTHING_DUE = /* sql */ `delete from due where account = any($1::uuid[])`;

export interface SavedMember {
  readonly member: Member;
  /** When time alone next changes something or a notice is due; undefined: never. */
  readonly dueAt: number | undefined;
}

/**
 * Writes the members' wallets. Those that are locked are there; those of accounts opened in this transaction are not yet.
 *
 * @param opened by account: everybody opened in this transaction who stays
 */
export async function saveMembers(
  tx: Tx,
  saved: readonly SavedMember[],
  opened: ReadonlyMap<string, Member> = new Map(),
): Promise<void> {
  await Promise.all([
    updateLocked(
      tx,
      saved.map(({ member }) => member).filter(({ account }) => !opened.has(account)),
    ),
    insertOpened(tx, [...opened.values()], new Set(saved.map(({ member }) => member.account))),
    saveDue(tx, saved),
  ]);
}

async function updateLocked(tx: Tx, locked: readonly Member[]): Promise<void> {
  if (locked.length > 0) await tx.query(UPDATE, columnsOf(locked), 'ledger-save-members');
}

async function insertOpened(tx: Tx, opened: readonly Member[], changed: ReadonlySet<string>): Promise<void> {
  if (opened.length === 0) return;
  const buckets = plainColumn(opened, ({ customerId }) => bucketOf(customerId));
  const columns = columnsOf(opened, ({ account }) => changed.has(account));
  await tx.query(INSERT, [...columns, buckets], 'ledger-insert-members');
}

/** Of whom nothing has happened to yet, there is no state, and no tier to have been told of. */
function columnsOf(members: readonly Member[], isChanged: (member: Member) => boolean = () => true): string[] {
  const totals = members.map(({ state }) => state.totals);
  return [
    plainColumn(members, ({ account }) => account),
    plainColumn(members, ({ balance }) => balance.available),
    plainColumn(members, ({ balance }) => balance.pending),
    plainColumn(members, ({ balance }) => balance.reserved),
    plainColumn(members, ({ balance }) => balance.debt),
    plainColumn(totals, ({ earned }) => earned),
    plainColumn(totals, ({ redeemed }) => redeemed),
    plainColumn(totals, ({ expired }) => expired),
    plainColumn(totals, ({ clawedBack }) => clawedBack),
    plainColumn(totals, ({ adjusted }) => adjusted),
    plainColumn(totals, ({ transferred }) => transferred),
    plainColumn(totals, ({ reinstated }) => reinstated),
    plainColumn(members, ({ transfers }) => transfers),
    plainColumn(members, ({ rewardSequence }) => rewardSequence),
    plainColumn(members, ({ pointsSequence }) => pointsSequence),
    textColumn(members, (member) => (isChanged(member) ? member.tier : null)),
    textColumn(members, ({ linked }) => `{${linked.join(',')}}`),
    jsonColumn(members, ({ noticed }) => JSON.stringify(noticed)),
    jsonColumn(members, (member) => (isChanged(member) ? storedJson(member.state) : null)),
  ];
}

async function saveDue(tx: Tx, saved: readonly SavedMember[]): Promise<void> {
  const isExact = ({ member }: SavedMember) => member.state.lots.elsewhere === undefined;
  const due = saved.filter(({ dueAt }) => dueAt !== undefined);
  const later = due.filter((each) => !isExact(each));
  const neverDue = saved.filter((each) => each.dueAt === undefined && isExact(each));
  const never = neverDue.map(({ member }) => member.account);
  await Promise.all([
    upsertDue(tx, due.filter(isExact), DUE, 'ledger-save-due'),
    upsertDue(tx, later, DUE_NO_LATER, 'ledger-save-due-no-later'),
    never.length > 0 ? tx.query(NOTHING_DUE, [never], 'ledger-nothing-due') : undefined,
  ]);
}

async function upsertDue(tx: Tx, due: readonly SavedMember[], sql: string, name: string): Promise<void> {
  if (due.length === 0) return;
  const columns = [
    plainColumn(due, ({ member }) => member.account),
    plainColumn(due, ({ member }) => bucketOf(member.customerId)),
    instantColumn(due, ({ dueAt }) => dueAt),
  ];
  await tx.query(sql, columns, name);
}
