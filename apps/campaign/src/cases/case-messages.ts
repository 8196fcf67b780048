import {
  caseClosed,
  caseOpened,
  deterministicId,
  type CaseClosed,
  type CaseOpened,
  type Envelope,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import { causedBy } from '../handlers/caused-by.js';
import { isInTime, type ClosedCase, type OpenedCase } from './domain/case.js';

/** Tells that a person should get in touch with a customer, and until when. */
export function caseOpenedMessage(opened: OpenedCase, cause: Envelope): OutgoingMessage {
  const data: CaseOpened = { ...toldOf(opened), themes: [...opened.themes] };
  const { caseId, customerId, openedAt } = opened;
  return {
    type: caseOpened.type,
    id: deterministicId('case-opened', caseId),
    time: new Date(openedAt).toISOString(),
    subject: customerId,
    data,
    ...causedBy(cause),
  };
}

/** @param cause absent: a person closed it */
export function caseClosedMessage(closed: ClosedCase, cause?: Envelope): OutgoingMessage {
  const { caseId, customerId, by, outcome, themes } = closed;
  const closedAt = new Date(closed.closedAt).toISOString();
  const data: CaseClosed = { ...toldOf(closed), closedAt, inTime: isInTime(closed), by, outcome, themes: [...themes] };
  return {
    type: caseClosed.type,
    id: deterministicId('case-closed', caseId),
    time: closedAt,
    subject: customerId,
    data,
    ...causedBy(cause),
  };
}

function toldOf({ caseId, customerId, reason, about, openedAt, dueAt }: OpenedCase): Omit<CaseOpened, 'themes'> {
  const [opened, due] = [new Date(openedAt).toISOString(), new Date(dueAt).toISOString()];
  return { caseId, customerId, reason, about, openedAt: opened, dueAt: due };
}
