import { randomBytes } from 'node:crypto';

import { drawCode } from '@perennial/codes';
import {
  customerUpserted,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  serviceIssueReported,
  serviceIssueResolved,
  surveyInvited,
  surveyRequested,
  type Envelope,
} from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import type { Tx } from '@perennial/persistence';
import { anEvent, settableClock } from '@perennial/testing';

import { CampaignRig } from '../campaign-rig.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { ExplainEventRoute } from '../routes/explain-event.route.js';
import { askWhenDue } from './ask-when-due.job.js';

const NOW = '2027-03-04T12:00:00Z';
const clock = settableClock(NOW);
const DELIVERY = {
  ...{ id: 'after-delivery', text: 'How was it?', survey: 'nps', touchpoint: 'delivery', samplePercent: 100 },
  ...{ on: 'commerce.purchase.delivered.v1' as const, afterDays: 5 },
};
const ISSUE = {
  ...{ id: 'after-issue', text: 'Is it solved?', survey: 'csat', samplePercent: 100, afterDays: 0 },
  on: 'commerce.service-issue.resolved.v1' as const,
};
const programme = {
  ...jewellerWith(),
  cases: { issue: { dueHours: 24, severityFrom: 2 } },
  surveys: { perCustomer: { most: 2, days: 30 }, requests: [DELIVERY, ISSUE] },
};

const buys = (customerId: string, orderId: string) =>
  anEvent(purchaseCompleted, { time: '2027-03-01T10:00:00Z', data: { customerId, orderId } });
const arrives = (orderId: string, customerId?: string, time = '2027-03-03T10:00:00Z') =>
  anEvent(purchaseDelivered, { time, data: { orderId, customerId } });
const resolves = (customerId: string, issueId: string, time = '2027-03-04T11:00:00Z') =>
  anEvent(serviceIssueResolved, { time, data: { customerId, issueId } });

describe('whom to ask', () => {
  let rig: CampaignRig;
  beforeEach(async () => {
    clock.set(NOW);
    rig = await CampaignRig.start(programme, clock);
  });
  afterEach(() => rig.end());

  const asked = async (...events: readonly Envelope[]) =>
    (await rig.service.arrive(...events)).messages.filter(({ type }) => type === surveyRequested.type);
  const later = (days: number, changes: Partial<typeof programme.surveys> = {}) => {
    clock.advance({ days });
    return askWhenDue(rig.db, { programme: { ...programme, surveys: { ...programme.surveys, ...changes } } }, clock());
  };
  const reasons = async (customerId: string) =>
    (
      await rig.db.query<{ reason: string }>(
        'select reason from survey_request where customer_id = $1 order by decided_at, due_at, request_id',
        [customerId],
      )
    ).map(({ reason }) => reason);

  it('tells at once of what is asked at once, and keeps the questions that were asked', async () => {
    const resolved = resolves('ann', 'i');
    const [message, ...others] = await asked(resolved, resolved);
    expect(others).toEqual([]);
    const data = {
      ...{ requestId: expect.any(String) as string, customerId: 'ann', survey: 'csat', issueId: 'i' },
      reason: { rule: 'after-issue', programmeVersion: 1, text: 'Is it solved?' },
    };
    expect(message).toMatchObject({ subject: 'ann', causationid: resolved.id, data });
    expect(surveyRequested.data.safeParse(message?.data).success).toBe(true);
    const { surveys } = await new ExplainEventRoute(rig.db).explain('ann', resolved.source, resolved.id);
    expect(surveys).toMatchObject([{ rule: 'after-issue', outcome: 'requested', reason: 'passed' }]);
    expect(surveys[0]?.steps.map(({ step }) => step)).toEqual([
      ...['age', 'sample', 'rule', 'late', 'consent', 'order', 'open-case', 'contact-cap'],
    ]);
  });

  it('asks 5 days of 24 hours after a delivery, once for each order, whatever is delivered of it', async () => {
    expect(await asked(buys('ann', 'o'), arrives('o'), arrives('o', 'ann', '2027-03-03T12:00:00Z'))).toEqual([]);
    clock.set('2027-03-08T09:59:59.999Z');
    expect(await later(0)).toBe(0);
    clock.set('2027-03-08T10:00:00Z');
    expect([await later(0), await later(0)]).toEqual([1, 0]);
    expect(await reasons('ann')).toEqual(['passed']);
  });

  it('asks nobody after a delivery of an order that is not known, or is of somebody else', async () => {
    expect(await asked(arrives('x', 'ann'), buys('bea', 'o'), arrives('o', 'ann'))).toEqual([]);
    expect(await later(6)).toBe(0);
    expect(await rig.db.query('select 1 from survey_request')).toEqual([]);
  });

  it('asks nobody after a backfill, nor when the service was away for 7 days', async () => {
    expect(await asked(resolves('ann', 'i', '2027-02-25T12:00:00Z'))).toEqual([]);
    expect(await reasons('ann')).toEqual(['too-old']);
    expect(await asked(resolves('bea', 'j', '2027-02-25T12:00:00.001Z'))).toHaveLength(1);
    await asked(buys('cid', 'o'), arrives('o'));
    clock.set('2027-03-15T10:00:00Z');
    expect(await later(0)).toBe(0);
    expect(await reasons('cid')).toEqual(['too-old']);
  });

  it('asks nobody more than twice in 30 days, by whoever: an invitation that answers a request is the same contact', async () => {
    const [first] = await asked(resolves('ann', 'i'));
    const { requestId } = first?.data as { requestId: string };
    const invitation = (invitationId: string) =>
      anEvent(surveyInvited, { time: '2027-03-04T11:30:00Z', data: { customerId: 'ann', invitationId } });
    await asked(invitation(requestId));
    expect(await asked(resolves('ann', 'j'))).toHaveLength(1);
    expect(await asked(resolves('ann', 'k'))).toEqual([]);
    expect((await reasons('ann')).sort()).toEqual(['contact-cap', 'passed', 'passed']);
    clock.advance({ days: 30 });
    const again = clock().toISOString();
    expect(
      await asked(resolves('ann', 'l', again), resolves('ann', 'm', again), resolves('ann', 'n', again)),
    ).toHaveLength(2);
  });

  it('counts what others sent', async () => {
    const shop = [1, 2].map((number) =>
      anEvent(surveyInvited, {
        time: '2027-03-03T10:00:00Z',
        data: { customerId: 'ann', invitationId: `m-${number}` },
      }),
    );
    await asked(...shop);
    expect(await asked(resolves('ann', 'i'))).toEqual([]);
    expect(await reasons('ann')).toEqual(['contact-cap']);
  });

  it('asks nobody who has an open case; the resolution that closes it may ask', async () => {
    const reports = (issueId: string) =>
      anEvent(serviceIssueReported, {
        time: '2027-03-04T10:00:00Z',
        data: { customerId: 'ann', issueId, severity: 2 },
      });
    await asked(reports('i'), reports('j'));
    expect(await asked(resolves('ann', 'i'))).toEqual([]);
    expect(await asked(resolves('ann', 'j'))).toHaveLength(1);
    expect((await reasons('ann')).sort()).toEqual(['open-case', 'passed']);
  });

  it('asks nobody who said no to surveys, whose order was cancelled, or of whom the programme asks no more', async () => {
    const says = (customerId: string, consents: Record<string, boolean>) =>
      anEvent(customerUpserted, { time: '2027-03-01T00:00:00Z', data: { customerId, consents } });
    await asked(says('ann', { surveys: false }), says('bea', { email: false }));
    expect(await asked(resolves('ann', 'i'), resolves('bea', 'j'))).toMatchObject([{ subject: 'bea' }]);
    await asked(buys('cid', 'o'), arrives('o'), buys('dan', 'p'), arrives('p'));
    await asked(
      anEvent(purchaseCancelled, { time: '2027-03-04T00:00:00Z', data: { orderId: 'o', customerId: 'cid' } }),
    );
    expect(await later(5, { requests: [ISSUE] })).toBe(0);
    expect([await reasons('ann'), await reasons('cid'), await reasons('dan')]).toEqual([
      ...[['no-consent'], ['rule-gone'], ['rule-gone']],
    ]);
    await asked(buys('eve', 'q'), arrives('q', undefined, clock().toISOString()));
    await asked(anEvent(purchaseCancelled, { time: clock().toISOString(), data: { orderId: 'q', customerId: 'eve' } }));
    expect(await later(5)).toBe(0);
    expect(await reasons('eve')).toEqual(['order-cancelled']);
  });

  it('leaves nobody waiting when the programme asks nothing any more', async () => {
    await asked(buys('ann', 'o'), arrives('o'));
    clock.advance({ days: 5 });
    expect(await askWhenDue(rig.db, { programme: jewellerWith() }, clock())).toBe(0);
    expect(await reasons('ann')).toEqual(['rule-gone']);
  });

  it('locks everybody whom a chunk is about before it locks codes', async () => {
    await asked(buys('ann', 'o'));
    const locks: string[] = [];
    const purchase = anEvent(purchaseCompleted, {
      time: NOW,
      data: { customerId: 'bea', codes: [drawCode(randomBytes)] },
    });
    await rig.db.transaction((tx) => {
      const listening: Tx = {
        query(sql, params, name = '') {
          if (name === 'customers.lock-records' || name === 'campaign.lock-codes') locks.push(name);
          return tx.query(sql, params, name);
        },
      };
      const chunk = { topic: purchaseCompleted.topic, partition: 9, nextOffset: 2n, now: clock() };
      return rig.handler.handle([purchase, arrives('o')], listening, chunk);
    });
    expect(locks).toEqual(['customers.lock-records', 'campaign.lock-codes']);
    expect(await rig.db.query('select customer_id from survey_request')).toEqual([{ customer_id: 'ann' }]);
  });

  it('follows merges, and goes with who is forgotten', async () => {
    await asked(buys('ann', 'o'), arrives('o'), resolves('ann', 'i'), resolves('bea', 'j'));
    await asked(becomes('ann', 'bea', '2027-03-04T11:30:00Z'));
    expect(await later(5)).toBe(0);
    expect((await reasons('bea')).sort()).toEqual(['contact-cap', 'passed', 'passed']);
    await asked(isErasedAt('bea', '2027-03-05T00:00:00Z'));
    expect(await rig.db.query('select 1 from survey_request union all select 1 from survey_contact')).toEqual([]);
  });

  it('asks once when two instances look at the same moment', async () => {
    await asked(buys('ann', 'o'), arrives('o'));
    clock.advance({ days: 5 });
    const counts = await Promise.all([later(0), later(0), later(0)]);
    expect(counts.sort()).toEqual([0, 0, 1]);
  });
});
