import { bucketOf } from '@perennial/contracts';
import { writeOutbox, type OutgoingMessage } from '@perennial/messaging';
import { ProblemError } from '@perennial/service';

import { decideFor, decideWith } from '../domain/chunk/decide-chunk.js';
import type { Draft } from '../domain/chunk/draft.js';
import { presentOf, type Present } from '../domain/chunk/present.js';
import { LEDGER_SOURCE, type Decision } from '../domain/decision.js';
import type { Balance } from '../domain/member-state.js';
import { balanceJson } from '../domain/posting/points-message.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { viewMember } from '../store/view-member.js';
import { UndecidableCommand } from './errors.js';
import type { CommandScope } from './ledger-commands.js';
import { unknownMember } from '../routes/unknown-member.js';

/** What a command decides on. It may be asked several times, and what it answers last counts. */
export interface Moment {
  readonly draft: Draft;
  /** The member who acts. */
  readonly member: Present;
  /** Who else takes part, as asked for. */
  readonly others: readonly Present[];
  /** Makes a decision of the member take effect. @param id names it among all events of the ledger */
  readonly take: (id: string, decision: Decision) => void;
}

export interface Decided<Result> {
  readonly result: Result;
  readonly member: Pick<Present, 'at' | 'account' | 'customerId'>;
  /** For `finish`. */
  readonly messages: readonly OutgoingMessage[];
}

/**
 * Has a member decide something now: locks the wallets concerned, gives `decide` what they have, and writes what it took.
 *
 * @param whole  also with what the member had and has no longer, at the price of a fold
 * @param decide throws a `ProblemError` to refuse: then nothing was done
 * @throws ProblemError UNKNOWN_MEMBER when the member was forgotten meanwhile
 */
export async function decideNow<Result>(
  { tx, programmes, clock }: CommandScope,
  account: string,
  decide: (moment: Moment) => Result,
  others: readonly string[] = [],
  { whole = false } = {},
): Promise<Decided<Result>> {
  let decided: Omit<Decided<Result>, 'messages'> | undefined;
  const opened = openedFor(new Map(), [account, ...others]);
  const effects = await decideLocked(tx, { programmes, now: clock() }, opened, (snapshot) =>
    decideWith(snapshot, (draft) => {
      const [member, ...taking] = presentOf(draft, [account, ...others], clock().getTime(), { whole }) ?? [];
      if (!member) return;
      if ([member, ...taking].some(({ state }) => state.erased)) throw unknownMember();
      const take = (id: string, decision: Decision) => {
        const event = { at: member.at, source: LEDGER_SOURCE, id };
        decideFor(draft, member.account, bucketOf(member.customerId), decision, event);
      };
      decided = { result: decide({ draft, member, others: taking, take }), member };
    }),
  );
  if (!effects || !decided) throw new UndecidableCommand(account);
  return { ...decided, messages: publishable(effects.messages, programmes) };
}

/** What the member has directly after the decision. */
export async function balanceAfter(
  { tx, programmes }: CommandScope,
  { member: { customerId, at } }: Pick<Decided<unknown>, 'member'>,
): Promise<Record<keyof Balance, number>> {
  const view = await viewMember(tx, programmes, customerId, { at: new Date(at), by: 'event', isNow: true });
  if (!view) throw unknownMember();
  return balanceJson(view.balance);
}

/** The last thing a command does: nothing may be waited for after it. */
export async function publish({ tx }: CommandScope, { messages }: Pick<Decided<unknown>, 'messages'>): Promise<void> {
  if (messages.length > 0) await writeOutbox(tx, messages, LEDGER_SOURCE);
}

/** @throws ProblemError INSUFFICIENT_POINTS when there are fewer than wanted */
export function requirePoints(spendable: bigint, wanted: bigint): void {
  if (spendable >= wanted) return;
  const missing = wanted - spendable;
  const needed = wanted === 1n ? '1 point is' : `${wanted} points are`;
  const detail = `${needed} needed, ${spendable} can be spent now.`;
  throw new ProblemError(409, 'INSUFFICIENT_POINTS', detail, { missing });
}
