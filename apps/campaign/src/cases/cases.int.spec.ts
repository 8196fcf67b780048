import {
  caseClosed,
  caseOpened,
  serviceIssueReported,
  serviceIssueResolved,
  surveyAnswered,
  type CaseClosed,
  type CaseOpened,
  type Envelope,
} from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent, settableClock } from '@perennial/testing';

import { CampaignRig } from '../campaign-rig.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { listOpenCases } from './queries/list-open-cases.js';

const NOW = '2027-03-04T12:00:00Z';
const clock = settableClock(NOW);
const programme = {
  ...jewellerWith(),
  cases: { detractor: { dueHours: 48 }, issue: { dueHours: 24, severityFrom: 2 } },
};
const [REPORTED, RESOLVED] = ['2027-03-02T10:00:00.000Z', '2027-03-02T15:00:00.000Z'];

const answers = (customerId: string, score: number, time = REPORTED, more: object = {}) =>
  anEvent(surveyAnswered, { time, data: { customerId, score, responseId: `of ${customerId}`, ...more } });
const reports = (customerId: string, issueId = 'i', time = REPORTED) =>
  anEvent(serviceIssueReported, { time, id: `reported ${issueId}`, data: { customerId, issueId, orderId: 'o' } });
const resolves = (customerId: string, issueId = 'i', time = RESOLVED) =>
  anEvent(serviceIssueResolved, { time, id: `resolved ${issueId}`, data: { customerId, issueId } });

describe('cases', () => {
  let rig: CampaignRig;
  beforeEach(async () => {
    clock.set(NOW);
    rig = await CampaignRig.start(programme, clock);
  });
  afterEach(() => rig.end());

  const told = async (...events: readonly Envelope[]) =>
    (await rig.service.arrive(...events)).messages.map(({ type, subject, time, data }) => ({
      type,
      subject,
      time,
      data,
    }));
  const open = async () =>
    (await listOpenCases(rig.db, { reason: undefined, after: undefined, limit: 9 })).map(({ customerId, about }) => [
      customerId,
      about.id,
    ]);
  const kept = () =>
    rig.db.query('select customer_id, about, opened_at, due_at, closed_at, closed_by, outcome from follow_up_case');

  it('tell of an answer of 0 to 6 at once, due after 48 hours, once however often it comes', async () => {
    const answer = answers('ann', 3, REPORTED, { answers: { themes: ['delivery', 'dust'] }, comment: 'Bob was rude' });
    const [message, ...others] = await told(answer, answer);
    expect([others, await told(answer)]).toEqual([[], []]);
    const data: CaseOpened = {
      ...{ caseId: expect.any(String) as string, customerId: 'ann', reason: 'detractor' },
      about: { kind: 'answer', id: 'of ann', orderId: 'o-3', survey: 'nps', touchpoint: 'delivery', score: 3 },
      ...{ openedAt: REPORTED, dueAt: '2027-03-04T10:00:00.000Z', themes: ['delivery'] },
    };
    expect(message).toEqual({ type: caseOpened.type, subject: 'ann', time: REPORTED, data });
    expect(caseOpened.data.safeParse(message?.data).success).toBe(true);
    expect(await told(answers('bea', 7))).toEqual([]);
    expect(await open()).toEqual([['ann', 'of ann']]);
  });

  it('are opened by what is younger than 7 days, so that a backfill opens none', async () => {
    expect(await told(answers('ann', 0, '2027-02-25T12:00:00Z'), reports('ann', 'i', '2027-02-25T12:00:00Z'))).toEqual(
      [],
    );
    expect(await told(answers('bea', 0, '2027-02-25T12:00:01Z'))).toHaveLength(1);
  });

  it('of an issue are closed when it is resolved, and say whether that was in time', async () => {
    expect(await told(reports('ann'))).toMatchObject([{ type: caseOpened.type, data: { about: { id: 'i' } } }]);
    const resolved = resolves('ann');
    const [message, ...others] = await told(resolved, resolved);
    expect(others).toEqual([]);
    const closed: Partial<CaseClosed> = {
      ...{ customerId: 'ann', reason: 'service-issue', closedAt: RESOLVED, inTime: true },
      ...{ by: 'resolution', outcome: 'resolved', themes: [] },
    };
    expect(message).toMatchObject({ type: caseClosed.type, subject: 'ann', time: RESOLVED, data: closed });
    expect(caseClosed.data.safeParse(message?.data).success).toBe(true);
    await rig.service.arrive(reports('bea', 'j'));
    expect(await told(resolves('bea', 'j', '2027-03-03T10:00:00.001Z'))).toMatchObject([{ data: { inTime: false } }]);
    expect(await open()).toEqual([]);
  });

  it.each([
    ['before it is reported', [resolves('ann'), reports('ann')]],
    ['in the same chunk', [reports('ann'), resolves('ann')]],
    ['under another record, then merged', [reports('ann'), resolves('bea'), becomes('bea', 'ann', RESOLVED)]],
    ['under another record, merged before', [becomes('ann', 'bea', RESOLVED), reports('ann'), resolves('bea')]],
    ['by the record that stays', [resolves('bea'), becomes('ann', 'bea', RESOLVED), reports('ann')]],
  ])('of an issue that is resolved %s are opened and closed', async (_title, events) => {
    const messages: unknown[] = [];
    for (const event of events) messages.push(...(await told(event)).map(({ type }) => type));
    expect(messages).toEqual([caseOpened.type, caseClosed.type]);
    expect(await kept()).toMatchObject([
      { closed_at: new Date(RESOLVED), closed_by: 'resolution', outcome: 'resolved' },
    ]);
  });

  it('of an issue are not closed by what somebody else says of it', async () => {
    await rig.service.arrive(reports('ann'), resolves('bea'));
    expect(await open()).toEqual([['ann', 'i']]);
  });

  it('go with who is forgotten, and what is told later of them is refused', async () => {
    await rig.service.arrive(answers('ann', 0), reports('ann'), resolves('ann', 'j'), answers('bea', 0));
    await rig.service.arrive(isErasedAt('ann', RESOLVED), resolves('ann'));
    expect(await open()).toEqual([['bea', 'of bea']]);
    expect(await rig.db.query('select 1 from issue_resolution')).toEqual([]);
  });

  it('are of the other record where the one merged away is forgotten alone', async () => {
    await rig.service.arrive(answers('ann', 0), becomes('ann', 'bea', REPORTED), isErasedAt('ann', RESOLVED));
    expect(await open()).toEqual([['bea', 'of ann']]);
  });
});
