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
import type { Snapshot } from '../domain/chunk/snapshot.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { totalOf, type Balance } from '../domain/member-state.js';
import { balanceJson } from '../domain/posting/points-message.js';
import type { Member } from '../domain/posting/transfer.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { findPool } from '../store/queries/find-pool.js';
import { lockMembers } from '../store/queries/lock-members.js';
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
  const pool = await findPool(tx, [account]);
  const lots = { lots: true, histories: new Set<string>(), until: Infinity };
  const member = (await lockMembers(tx, pool, programmes, lots)).get(account);
  const found = await compareMembers(tx, programmes, pool);
  if (!member || found.length === 0) {
    throw new ProblemError(409, 'NOTHING_TO_CORRECT', 'What is stored of the account is what its facts come to.');
  }
  const correctionId = randomUUID();
  const { corrected, transfers } = await refoldAsPosted(scope, account, await sumTransfers(tx, pool), correctionId);
  const left = await compareMembers(tx, programmes, pool);
  await keepMismatches(tx, pool, left, clock());
  const points = Number(totalOf(corrected.balance) - totalOf(member.balance));
  await writeAuditEntry(scope, {
    action: 'member.corrected',
    thing: `correction:${correctionId}`,
    accounts: [account],
    before: told(member),
    after: { ...told(corrected), transfers: transfers.count },
    keptActor: by,
  });
  if (transfers.messages.length > 0) await writeOutbox(tx, transfers.messages, LEDGER_SOURCE);
  const body = { correctionId, points, transfers: transfers.count, balance: balanceJson(corrected.balance) };
  return { status: 201, body: { ...body, corrected: found, left } };
}

/** Folds the pool again, with what its transfers add up to as what was posted: the wallet's own row may be what is wrong. */
async function refoldAsPosted(
  { tx, programmes, clock }: CommandScope,
  account: string,
  posted: ReadonlyMap<string, Balance>,
  correctionId: string,
) {
  const now = clock();
  const cause: Envelope = {
    ...{ source: LEDGER_SOURCE, id: correctionId, type: 'ledger.correction' },
    ...{ time: now.toISOString(), at: now.getTime(), data: {} },
  };
  const effects = await decideLocked(tx, { programmes, now }, openedFor(new Map(), [account]), (snapshot) =>
    decideWith(asPosted(snapshot, posted), (draft) => refoldAll(draft, [account], cause)),
  );
  const corrected = effects?.members.find((each) => each.account === account);
  if (!effects || !corrected) throw new UndecidableCommand(account);
  const transfers = { count: effects.transfers.length, messages: publishable(effects.messages, programmes) };
  return { corrected, transfers };
}

/** Only of those who were locked before their transfers were added up. */
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
