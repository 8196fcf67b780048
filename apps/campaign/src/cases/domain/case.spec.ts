import { serviceIssueReported, surveyAnswered } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { caseOf, isInTime } from './case.js';

const programme = {
  themes: { names: ['delivery', 'price'], question: 'themes' },
  cases: {
    detractor: { dueHours: 48 },
    passive: { dueHours: 72 },
    badCsat: { dueHours: 24, scoreMax: 2 },
    issue: { dueHours: 4, severityFrom: 2 },
  },
};
const AT = '2027-03-01T10:00:00.000Z';
const hoursLater = (hours: number): number => Date.parse(AT) + hours * 3_600_000;
const caseAfter = (data: object, settings: Parameters<typeof caseOf>[1] = programme) =>
  caseOf(anEvent(surveyAnswered, { data, time: AT }), settings, (customerId) => `person of ${customerId}`);
const issueCase = (severity: number) =>
  caseOf(
    anEvent(serviceIssueReported, { data: { severity, issueId: 'i' }, time: AT }),
    programme,
    (customerId) => customerId,
  );

describe('a case', () => {
  it.each([
    ['nps', 0, 'detractor', 48],
    ['nps', 6, 'detractor', 48],
    ['nps', 7, 'passive', 72],
    ['nps', 8, 'passive', 72],
    ['csat', 2, 'bad-csat', 24],
  ])('of %s %d is opened for a %s, due after %d hours', (survey, score, reason, hours) => {
    expect(caseAfter({ survey, score })).toMatchObject({ reason, openedAt: Date.parse(AT), dueAt: hoursLater(hours) });
  });

  it.each([
    ['nps', 9],
    ['csat', 3],
    ['own', 1],
  ])('is not opened for %s %d', (survey, score) => {
    expect(caseAfter({ survey, score })).toBeUndefined();
  });

  it('is not opened for an anonymous answer, nor for what the programme does not name', () => {
    expect(caseAfter({ score: 1, customerId: undefined })).toBeUndefined();
    expect(caseAfter({ score: 8 }, { cases: { detractor: { dueHours: 48 } } })).toBeUndefined();
    expect(caseAfter({ score: 1 }, {})).toBeUndefined();
  });

  it('is of the person, and names the themes of the programme that the answer does, in its order', () => {
    const answers = { themes: ['price', 'weather', 'delivery'] };
    expect(caseAfter({ customerId: 'ann', score: 1, answers })).toMatchObject({
      ...{ customerId: 'person of ann', themes: ['delivery', 'price'] },
    });
    expect(caseAfter({ score: 1, answers: { themes: 'price' } })?.themes).toEqual(['price']);
    expect(caseAfter({ score: 1, answers: { themes: { price: true } } })?.themes).toEqual([]);
  });

  it('says nothing in the words of the customer', () => {
    const told = JSON.stringify(caseAfter({ score: 1, comment: 'Bob was rude', answers: { why: 'Bob was rude' } }));
    expect(told).not.toContain('Bob');
  });

  it('is opened for an issue from severity 2 on, due after 4 hours', () => {
    expect(issueCase(1)).toBeUndefined();
    expect(issueCase(2)).toMatchObject({
      ...{ reason: 'service-issue', dueAt: hoursLater(4), themes: [] },
      about: { kind: 'issue', id: 'i', issueKind: 'late', severity: 2 },
    });
  });

  it('is in time when it is closed at exactly the instant it is due', () => {
    expect(isInTime({ dueAt: 5, closedAt: 5 })).toBe(true);
    expect(isInTime({ dueAt: 5, closedAt: 6 })).toBe(false);
  });
});
