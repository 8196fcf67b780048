import { surveyRequested, type SurveyRequested } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { Programme, SurveyRequest, SurveySettings } from '@perennial/programme';

import { DAY_MS } from '../domain/day.js';
import { causedBy } from '../handlers/caused-by.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { decideRequest } from './domain/decide-request.js';
import { insertContacts, listContacts } from './queries/contacts.js';
import { listDue, type DueRequest } from './queries/list-due.js';
import { saveDecided, type DecidedRequest } from './queries/save-decided.js';

/** Of a document that asks nobody any more: what still waits is refused. */
const NO_SURVEYS: SurveySettings = { perCustomer: { most: 1, days: 1 }, requests: [] };

/**
 * Decides about the requests of persons, locked by `tx`, whose time has come. Each sees whom the ones before it asked.
 *
 * @returns whom to ask
 */
export async function decideDue(
  tx: Tx,
  persons: readonly string[],
  { programme, now }: { readonly programme: Programme; readonly now: Date },
): Promise<OutgoingMessage[]> {
  const { surveys, maxReactionAgeDays } = programme;
  if (persons.length === 0) return [];
  const due = await listDue(tx, persons, now);
  if (due.length === 0) return [];
  const { perCustomer, requests } = surveys ?? NO_SURVEYS;
  const features = await loadFeatures(tx, persons);
  const contacts = await listContacts(tx, persons, new Date(now.getTime() - perCustomer.days * DAY_MS));
  const around = { perCustomer, now: now.getTime(), maxReactionAgeMs: maxReactionAgeDays * DAY_MS };
  const decided: DecidedRequest[] = [];
  const asked: { readonly request: DueRequest; readonly rule: SurveyRequest }[] = [];
  for (const request of due) {
    const { customerId, requestId, ruleId } = request;
    const rule = requests.find(({ id }) => id === ruleId);
    const consents = features.get(customerId)?.profile.consents;
    const before = contacts.get(customerId) ?? [];
    const { reason, steps } = decideRequest({ ...request, rule, consents, contacts: before }, around);
    decided.push({ customerId, requestId, reason, steps });
    if (reason !== 'passed' || !rule) continue;
    contacts.set(customerId, [...before, around.now]);
    asked.push({ request, rule });
  }
  await saveDecided(tx, decided, now);
  const at = now.getTime();
  await insertContacts(
    tx,
    asked.map(({ request: { customerId, requestId } }) => ({ customerId, contactId: requestId, at })),
  );
  return asked.map(({ request, rule }) => requestedMessage(request, rule, programme.version));
}

function requestedMessage(
  { requestId, customerId, orderId, issueId, dueAt, cause }: DueRequest,
  { id, text, survey, touchpoint }: SurveyRequest,
  programmeVersion: number,
): OutgoingMessage {
  const data: SurveyRequested = {
    ...{ requestId, customerId, survey },
    ...(touchpoint !== undefined && { touchpoint }),
    ...(orderId !== undefined && { orderId }),
    ...(issueId !== undefined && { issueId }),
    reason: { rule: id, programmeVersion, text },
  };
  return {
    ...{ type: surveyRequested.type, id: requestId, time: new Date(dueAt).toISOString(), subject: customerId, data },
    ...causedBy(cause),
  };
}
