import { isEvent, serviceIssueResolved, type Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { DAY_MS } from '../domain/day.js';
import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { caseClosedMessage, caseOpenedMessage } from './case-messages.js';
import { caseOf } from './domain/case.js';
import type { KeptCase } from './queries/case-row.js';
import { closeResolved } from './queries/close-resolved.js';
import { dropCases } from './queries/drop-cases.js';
import { insertCases } from './queries/insert-cases.js';
import { insertResolutions } from './queries/insert-resolutions.js';
import { moveCases } from './queries/move-cases.js';

/**
 * Opens the cases that events call for, and closes those whose issues are resolved, whichever comes first. A backfill opens
 * none: what happened the maximum reaction age ago or longer is nothing to get in touch about.
 *
 * @param events that were accepted, in order of things; their customers are locked by `tx`
 */
export async function followUp(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  { programme, now }: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const maxAgeMs = programme.maxReactionAgeDays * DAY_MS;
  const opened = events.flatMap((event) => {
    const found = now.getTime() - event.at < maxAgeMs ? caseOf(event, programme, personOf) : undefined;
    return found ? [{ found, event }] : [];
  });
  await insertCases(
    tx,
    opened.map(({ found }) => found),
  );
  const resolved = events.filter((event) => isEvent(serviceIssueResolved, event));
  await insertResolutions(tx, resolved, personOf);
  const persons = new Set([
    ...opened.map(({ found }) => found.customerId),
    ...resolved.map(({ data }) => personOf(data.customerId)),
  ]);
  const closed = await closeResolved(tx, [...persons]);
  return [...opened.map(({ found, event }) => caseOpenedMessage(found, event)), ...closedMessages(closed, events)];
}

/** Has cases follow customers who are others now, or forgotten: all of them are locked by `tx`. */
export async function followCases(
  tx: Tx,
  events: readonly Envelope[],
  moves: ReadonlyMap<string, string>,
  forgotten: Iterable<string>,
): Promise<OutgoingMessage[]> {
  await moveCases(tx, moves);
  await dropCases(tx, [...forgotten]);
  // One record may have had the report, the other the resolution.
  return closedMessages(await closeResolved(tx, [...new Set(moves.values())]), events);
}

/** @param events one of which the closing followed from, in order of things */
function closedMessages(closed: readonly KeptCase[], events: readonly Envelope[]): OutgoingMessage[] {
  return closed.flatMap(({ closed: end, ...opened }) => {
    const cause = events.findLast(({ data }) => isOfIssue(data, opened.about.id)) ?? events.at(-1);
    return end ? caseClosedMessage({ ...opened, ...end }, cause) : [];
  });
}

const isOfIssue = (data: unknown, issueId: string): boolean =>
  (data as { readonly issueId?: string }).issueId === issueId;
