import { writeOutbox } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { holdActor } from '../store/hold-actor.js';
import { caseClosedMessage } from './case-messages.js';
import { isInTime, type CaseOutcome } from './domain/case.js';
import { closeHeldCase } from './queries/close-held-case.js';
import { holdCase } from './queries/hold-case.js';
import { unknownCase } from './unknown-case.js';

interface WantedEnd {
  readonly outcome: CaseOutcome;
  /** Absent: those the case was opened with. */
  readonly themes?: readonly string[] | undefined;
  /** Who closes it. */
  readonly actor: string;
}

/**
 * Has a person close a case.
 *
 * @param names the programme's themes
 * @throws ProblemError UNKNOWN_CASE (404), CASE_CLOSED (409), UNKNOWN_THEME (422), FORGOTTEN_PERSON (403)
 */
export async function closeCase(
  { tx, clock }: { readonly tx: Tx; readonly clock: Clock },
  caseId: string,
  wanted: WantedEnd,
  names: readonly string[],
): Promise<CommandResult> {
  await holdActor(tx, wanted.actor);
  const held = await holdCase(tx, caseId);
  if (!held) throw unknownCase();
  const { closed: before, ...opened } = held;
  if (before) {
    const { outcome, by } = before;
    const closedAt = new Date(before.closedAt).toISOString();
    throw new ProblemError(409, 'CASE_CLOSED', `The case was closed at ${closedAt}.`, { closedAt, by, outcome });
  }
  const unknown = wanted.themes?.find((theme) => !names.includes(theme));
  if (unknown !== undefined) {
    const there = names.length === 0 ? 'none' : names.join(', ');
    throw new ProblemError(422, 'UNKNOWN_THEME', `${unknown} is no theme of the programme; there are: ${there}.`);
  }
  const themes = wanted.themes === undefined ? opened.themes : names.filter((name) => wanted.themes?.includes(name));
  const closedAt = Math.max(opened.openedAt, clock().getTime());
  const closed = { ...opened, themes, closedAt, by: 'person' as const, outcome: wanted.outcome };
  await closeHeldCase(tx, { ...closed, actor: wanted.actor });
  await writeOutbox(tx, [caseClosedMessage(closed)], CAMPAIGN_SOURCE);
  const { outcome } = wanted;
  return {
    status: 200,
    body: { caseId, closedAt: new Date(closedAt).toISOString(), inTime: isInTime(closed), outcome, themes },
  };
}
