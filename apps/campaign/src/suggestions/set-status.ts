import { deterministicId, suggestionChanged, type SuggestionChanged } from '@perennial/contracts';
import { writeOutbox, type OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { holdActor } from '../store/hold-actor.js';
import { nextOf, type Decided, type Suggestion } from './domain/suggestion.js';
import { holdSuggestion, saveStatus } from './queries/hold-suggestion.js';
import { unknownSuggestion } from './unknown-suggestion.js';

interface WantedStatus {
  readonly status: Decided;
  /** Who decides. */
  readonly actor: string;
}

/**
 * Has a person say what becomes of a suggestion, and its customer told.
 *
 * @throws ProblemError UNKNOWN_SUGGESTION (404), SUGGESTION_STATUS (409), FORGOTTEN_PERSON (403)
 */
export async function setStatus(
  { tx, clock }: { readonly tx: Tx; readonly clock: Clock },
  suggestionId: string,
  { status, actor }: WantedStatus,
): Promise<CommandResult> {
  await holdActor(tx, actor);
  const held = await holdSuggestion(tx, suggestionId);
  if (!held) throw unknownSuggestion();
  const next = nextOf(held.status);
  if (!next.includes(status)) {
    const there = next.length === 0 ? 'that is the end of it' : `it can become ${next.join(' or ')}`;
    throw new ProblemError(409, 'SUGGESTION_STATUS', `The suggestion is ${held.status}; ${there}.`, {
      ...{ standing: held.status, next },
    });
  }
  // A clock that runs behind decides nothing before it was suggested.
  const changedAt = Math.max(held.changedAt ?? held.madeAt, clock().getTime());
  await saveStatus(tx, suggestionId, { status, changedAt, actor });
  await writeOutbox(tx, [changedMessage(held, status, changedAt)], CAMPAIGN_SOURCE);
  return { status: 200, body: { suggestionId, status, changedAt: new Date(changedAt).toISOString() } };
}

function changedMessage(
  { suggestionId, customerId, sku, category, proofId, madeAt }: Suggestion,
  status: Decided,
  changed: number,
): OutgoingMessage {
  const changedAt = new Date(changed).toISOString();
  const data: SuggestionChanged = {
    ...{ suggestionId, customerId, status, sku, category, proofId },
    ...{ madeAt: new Date(madeAt).toISOString(), changedAt },
  };
  return {
    type: suggestionChanged.type,
    id: deterministicId('suggestion-changed', suggestionId, status),
    time: changedAt,
    subject: customerId,
    data,
  };
}
