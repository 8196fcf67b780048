import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  caseClosed,
  caseOpened,
  serviceIssueReported,
  serviceIssueResolved,
  surveyRequested,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import { parse, stringify } from 'yaml';

import type { ProgrammeName } from '../options.js';
import { workspaceRoot } from '../workspace.js';

export const CHOOSING = 'chaos-choice';
export const AT_INSTANTS = 'chaos-instant';

/** What follows from what newcomers tell besides, exactly once of each of them: a campaign, or a type of message. */
export const ONCE_FOR_NEWCOMERS: readonly string[] = [CHOOSING, caseOpened.type, caseClosed.type, surveyRequested.type];

const HOUR = 3_600_000;

/** Of the programme that newcomers buy by. */
export const hasCampaigns = (programme: ProgrammeName): boolean => programme === 'jeweller';

/**
 * The document that the campaign service runs: the shipped one, whose numbers stay as they are, with an audience, a schedule for it, a
 * campaign with several offers and a request to ask, which no shipped programme has all of.
 *
 * @param instants of the schedule, milliseconds since 1970
 */
export function campaignDocument(programme: ProgrammeName, instants: readonly number[]): string {
  const shipped = readFileSync(join(workspaceRoot, 'programmes', `${programme}.yaml`), 'utf8');
  const document = parse(shipped) as { campaigns: object[]; audiences?: object[]; surveys: { requests: object[] } };
  const common = { exempt: true, holdoutPercent: 10, budgetPerMonth: { offers: 1_000_000 } };
  document.audiences = [
    ...(document.audiences ?? []),
    { id: 'buyers', text: 'Buyers', when: 'customer.purchases >= 1' },
  ];
  document.campaigns.push(
    {
      ...{ id: AT_INSTANTS, text: 'Early access' },
      trigger: { kind: 'schedule', audience: 'buyers', at: instants.map((at) => new Date(at).toISOString()) },
      offer: { kind: 'benefit', benefit: 'early-access', validDays: 3 },
      ...common,
    },
    {
      ...{ id: CHOOSING, text: 'Something off' },
      trigger: { kind: 'event', on: serviceIssueResolved.type },
      offers: [
        { id: 'ten-percent', kind: 'discount', percent: 10, validDays: 30 },
        { id: 'five-dollars', kind: 'amount', amountMinor: 500, currency: 'USD', validDays: 30, gain: 1.2 },
      ],
      limit: { most: 1 },
      ...common,
    },
  );
  document.surveys.requests.push({
    ...{ id: 'chaos-after-issue', text: 'Is it solved?', survey: 'csat', touchpoint: 'chaos' },
    ...{ on: serviceIssueResolved.type, afterDays: 0, samplePercent: 100 },
  });
  return stringify(document);
}

/** What a newcomer tells of an issue, and the shop of its end: no business of the ledger. @param boughtAt milliseconds since 1970 */
export function issueOf(newcomer: string, boughtAt: number): Envelope[] {
  const about = { customerId: newcomer, issueId: `${newcomer}-issue`, orderId: undefined };
  const time = (hours: number) => new Date(boughtAt + hours * HOUR).toISOString();
  return [
    anEvent(serviceIssueReported, { id: `${newcomer}-reported`, data: { ...about, severity: 3 }, time: time(1) }),
    anEvent(serviceIssueResolved, { id: `${newcomer}-resolved`, data: about, time: time(2) }),
  ];
}
