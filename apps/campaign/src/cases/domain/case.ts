import {
  deterministicId,
  isEvent,
  serviceIssueReported,
  surveyAnswered,
  type CaseOpened,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';
import { themesNamed, type CaseSettings, type Programme } from '@perennial/programme';

import { npsBandOf } from '../../domain/features.js';

const HOUR_MS = 3_600_000;

/** For what a person gets in touch with a customer. Instants are milliseconds since 1970. */
export interface OpenedCase {
  readonly caseId: string;
  /** The person, where records were merged. */
  readonly customerId: string;
  readonly reason: CaseOpened['reason'];
  readonly about: CaseOpened['about'];
  readonly openedAt: number;
  /** Closed at this instant, it is closed in time. */
  readonly dueAt: number;
  readonly themes: readonly string[];
}

export interface ClosedCase extends OpenedCase {
  readonly closedAt: number;
  readonly by: 'person' | 'resolution';
  readonly outcome: CaseOutcome;
}

export type CaseOutcome = 'resolved' | 'unresolved' | 'unreachable';

/**
 * The case that an event opens, if it does. An anonymous answer opens none: there is nobody to get in touch with.
 *
 * @param personOf the record that a customer is one person with
 */
export function caseOf(
  event: Envelope,
  programme: Pick<Programme, 'cases' | 'themes'>,
  personOf: (customerId: string) => string,
): OpenedCase | undefined {
  const { cases } = programme;
  if (!cases) return undefined;
  if (isEvent(serviceIssueReported, event)) return caseOfIssue(event, cases, personOf);
  if (!isEvent(surveyAnswered, event) || event.data.customerId === undefined) return undefined;
  const found = reasonOf(event.data, cases);
  if (!found) return undefined;
  const { reason, dueHours } = found;
  const { customerId, responseId, orderId, survey, touchpoint, locationId, score, answers } = event.data;
  return {
    caseId: deterministicId('case', 'answer', responseId),
    customerId: personOf(customerId),
    reason,
    about: { kind: 'answer', id: responseId, orderId, survey, touchpoint, locationId, score },
    ...openFrom(event, dueHours),
    themes: themesNamed(programme, answers),
  };
}

function caseOfIssue(
  event: EventOf<typeof serviceIssueReported>,
  { issue }: CaseSettings,
  personOf: (customerId: string) => string,
): OpenedCase | undefined {
  const { customerId, issueId, orderId, kind, severity } = event.data;
  if (!issue || severity < issue.severityFrom) return undefined;
  return {
    caseId: deterministicId('case', 'issue', issueId),
    customerId: personOf(customerId),
    reason: 'service-issue',
    about: { kind: 'issue', id: issueId, orderId, issueKind: kind, severity },
    ...openFrom(event, issue.dueHours),
    themes: [],
  };
}

function reasonOf(
  { survey, score }: { readonly survey: string; readonly score: number },
  { detractor, passive, badCsat }: CaseSettings,
): { readonly reason: 'detractor' | 'passive' | 'bad-csat'; readonly dueHours: number } | undefined {
  const band = survey === 'nps' ? npsBandOf(score) : undefined;
  if (band === 'detractor') return detractor && { reason: band, dueHours: detractor.dueHours };
  if (band === 'passive') return passive && { reason: band, dueHours: passive.dueHours };
  const isBad = survey === 'csat' && badCsat !== undefined && score <= badCsat.scoreMax;
  return isBad ? { reason: 'bad-csat', dueHours: badCsat.dueHours } : undefined;
}

function openFrom({ at }: Envelope, dueHours: number): Pick<OpenedCase, 'openedAt' | 'dueAt'> {
  return { openedAt: at, dueAt: at + dueHours * HOUR_MS };
}

/** Whether a case is closed until it is due, that instant included. */
export function isInTime({ dueAt, closedAt }: Pick<ClosedCase, 'dueAt' | 'closedAt'>): boolean {
  return closedAt <= dueAt;
}
