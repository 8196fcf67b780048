import { randomUUID } from 'node:crypto';

import type { Envelope } from '@perennial/contracts';
import { writeOutbox } from '@perennial/messaging';
import { ProblemError, type CommandResult } from '@perennial/service';

import { keptPerson } from '../audit-log/kept-person.js';
import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
import { UndecidableCommand } from '../commands/errors.js';
import type { CommandScope } from '../commands/ledger-commands.js';
import { decideWith } from '../domain/chunk/decide-chunk.js';
import { refoldAll } from '../domain/chunk/refold-all.js';
import type { Missing, Snapshot } from '../domain/chunk/snapshot.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { totalOf, type Balance } from '../domain/member-state.js';
import type { Mismatch } from '../domain/mismatch.js';
import { balanceJson } from '../domain/posting/points-message.js';
import type { Member } from '../domain/posting/transfer.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { findPool } from '../store/queries/find-pool.js';
import { readConnected } from '../store/read-world.js';
import { compareMembers } from './compare-members.js';
import { keepMismatches } from './queries/keep-mismatches.js';
import { sumTransfers } from './queries/sum-transfers.js';

/**
 * Brings a member to what the facts come to, as a late fact would: by transfers that are posted beside those there are, and by a
 * wallet, lots and tier written anew. Transfers and facts stay as they are, whatever somebody did to them: before this is
 * done, a person has to know which side is right.
 */
export async function correctMember(scope: CommandScope, account: string, actor: string): Promise<CommandResult> {
  const { tx, programmes, clock } = scope;
  const by = await keptPerson(scope, actor);
  const correctionId = randomUUID();
  const { pool, before, found, after, effects } = await refoldAsPosted(scope, account, correctionId);
  const left = await compareMembers(tx, programmes, pool);
  await keepMismatches(tx, pool, left, clock());
  const points = Number(totalOf(after.balance) - totalOf(before.balance));
  const transfers = effects.transfers.length;
  await writeAuditEntry(scope, {
    action: 'member.corrected',
    thing: `correction:${correctionId}`,
    accounts: [...new Set([account, ...effects.transfers.map((transfer) => transfer.account)])],
    before: told(before),
    after: { ...told(after), transfers },
    keptActor: by,
  });
  const messages = publishable(effects.messages, programmes);
  if (messages.length > 0) await writeOutbox(tx, messages, LEDGER_SOURCE);
  const body = { correctionId, points, transfers, balance: balanceJson(after.balance), corrected: found, left };
  return { status: 201, body };
}

interface Before {
  readonly pool: readonly string[];
  readonly before: Member;
  readonly found: readonly Mismatch[];
}

/**
 * Folds the pool again, with what its transfers add up to as what was posted: the wallet's own row may be what is wrong.
 * Whoever hangs together with it stays locked: what is compared, before and after, is of one moment then.
 */
async function refoldAsPosted(scope: CommandScope, account: string, correctionId: string) {
  const { tx, programmes } = scope;
  const now = scope.clock();
  const cause: Envelope = {
    ...{ source: LEDGER_SOURCE, id: correctionId, type: 'ledger.correction' },
    ...{ time: now.toISOString(), at: now.getTime(), data: {} },
  };
  const { everybody } = await readConnected(tx, await findPool(tx, [account]));
  const opened = openedFor(new Map(), everybody);
  const wanted = { ...opened.wanted, graph: true };
  const looks: Before[] = [];
  const effects = await decideLocked(tx, { programmes, now }, { ...opened, wanted }, async (snapshot) => {
    if (!snapshot.members.has(account)) throw nothingToCorrect();
    const pool = await findPool(tx, [account]);
    const connected = (await readConnected(tx, pool)).everybody;
    const joined = connected.filter((each) => !snapshot.members.has(each));
    if (joined.length > 0) return { missing: membersOnly(joined) };
    looks.push(await lookAt(scope, snapshot, account, pool));
    const posted = await sumTransfers(tx, pool);
    return decideWith(asPosted(snapshot, posted), (draft) => refoldAll(draft, [account], cause));
  });
  const after = effects?.members.find((each) => each.account === account);
  const looked = looks.at(-1);
  if (!effects || !looked || !after) throw new UndecidableCommand(account);
  return { ...looked, after, effects };
}

/** @throws ProblemError where nothing differs */
async function lookAt(
  { tx, programmes }: CommandScope,
  snapshot: Snapshot,
  account: string,
  pool: readonly string[],
): Promise<Before> {
  const before = snapshot.members.get(account);
  const found = await compareMembers(tx, programmes, pool);
  if (!before || found.length === 0) throw nothingToCorrect();
  return { pool, before, found };
}

function nothingToCorrect(): ProblemError {
  return new ProblemError(409, 'NOTHING_TO_CORRECT', 'What is stored of the account is what its facts come to.');
}

/** Who has come to hang together with the account before everybody was locked. */
function membersOnly(members: readonly string[]): Missing {
  return { members: new Set(members), lots: false, histories: new Set(), graph: false, connected: new Set() };
}

/** Only of those whose transfers were added up. */
function asPosted(snapshot: Snapshot, posted: ReadonlyMap<string, Balance>): Snapshot {
  const members = [...snapshot.members].map(([account, member]) => {
    const balance = posted.get(account) ?? member.balance;
    return [account, { ...member, balance }] as const;
  });
  return { ...snapshot, members: new Map(members) };
}

function told({ balance, state }: Pick<Member, 'balance' | 'state'>) {
  return { balance: balanceJson(balance), tier: state.tier.held };
}
