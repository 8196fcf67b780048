import { customerErased, type Envelope } from '@perennial/contracts';
import { pairedSampleOf, adjustedLift, liftOfProportions } from '@perennial/experiments';
import type { Programme } from '@perennial/programme';
import {
  anEvent,
  freshDatabase,
  randomOf,
  ServiceOnRecords,
  settableClock,
  type FreshDatabase,
} from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { BEGIN, CAMPAIGN_ID, DAY_MS, generatedCustomers, programmeWith, type Told } from './experiment.fixture.js';
import { readResults } from './read-results.js';
import { askedOf, resultsQuery } from './routes/results-query.js';

const CUSTOMERS = 400;
const END = '2027-05-01T00:00:00Z';
const { told, events } = generatedCustomers(CUSTOMERS, 7);

const clock = settableClock(END);
const shuffled = <T>(list: readonly T[], seed: number): T[] => randomOf(seed, 'arrival').shuffled(list);
/** Events of one topic beside each other: as few chunks as possible. */
const byTopic = (list: readonly Envelope[]): Envelope[] =>
  list.toSorted((one, other) => (one.type.slice(0, 20) < other.type.slice(0, 20) ? -1 : 1));

const opened: FreshDatabase[] = [];
async function arrived(programme: Programme, ...chunks: readonly (readonly Envelope[])[]): Promise<FreshDatabase> {
  const database = await freshDatabase('campaign', campaignService.migrations);
  opened.push(database);
  const handler = new CampaignChunkHandler({ programme, vault: aVault() });
  const service = new ServiceOnRecords('campaign', database.db, handler, clock);
  for (const chunk of chunks) await service.arrive(...chunk);
  return database;
}
const resultsOf = ({ db }: FreshDatabase, programme: Programme, query: object = {}) => {
  const around = { now: clock(), timeZone: programme.timeZone };
  const [campaign] = programme.campaigns;
  return readResults(db, campaign!, askedOf(CAMPAIGN_ID, resultsQuery.parse(query), around), around);
};

/** What is asked while the offers of some customers were redeemed at an instant. */
async function whileRedeemed<T>(
  { db }: FreshDatabase,
  customers: readonly Told[],
  at: string,
  ask: () => Promise<T>,
): Promise<T> {
  const ids = customers.map(({ customerId }) => customerId);
  const mark = (ended: string | null, endedAt: string | null) =>
    db.query('update offer set ended = $2, ended_at = $3 where customer_id = any($1)', [ids, ended, endedAt]);
  await mark('redeemed', at);
  const answer = await ask();
  await mark(null, null);
  return answer;
}

/** What the results are to be, from what happened to each customer. */
const WINDOW_MS = 30 * DAY_MS;
const inWindow = ({ assignedAt, orders }: Told) =>
  orders.filter(({ at, counts }) => counts && at > assignedAt && at < assignedAt + WINDOW_MS);
const spentAfter = (one: Told, currency: string): number =>
  inWindow(one).reduce((sum, order) => sum + (order.currency === currency ? order.left : 0), 0);
const spentBefore = ({ assignedAt, orders }: Told, currency: string): number =>
  orders.reduce(
    (sum, { at, currency: of, paid }) =>
      sum + (of === currency && at <= assignedAt && at > assignedAt - WINDOW_MS ? paid : 0),
    0,
  );

describe('the results of a campaign', () => {
  const programme = programmeWith();
  let database: FreshDatabase;
  beforeAll(async () => {
    clock.set(END);
    database = await arrived(programme, byTopic(events));
  });
  afterAll(() => Promise.all(opened.map((one) => one.drop())));

  it('are the sums over the customers as they were assigned, with the statistics of these', async () => {
    const results = await resultsOf(database, programme);
    const samples = new Map(
      (['treatment', 'holdout'] as const).map((arm) => {
        const customers = told.filter((one) => one.arm === arm);
        const conversions = customers.filter((one) => inWindow(one).length > 0).length;
        return [arm, { customers, n: customers.length, conversions }];
      }),
    );
    for (const [arm, { customers, n, conversions }] of samples) {
      const figures = results.arms.find((one) => one.arm === arm);
      expect(figures).toMatchObject({
        assigned: n,
        n,
        conversions,
        notYetObserved: 0,
        conversionRate: conversions / n,
      });
      expect(figures?.revenue.map(({ currency, netMinor }) => [currency, netMinor])).toEqual(
        ['EUR', 'USD'].map((currency) => [
          currency,
          customers.reduce((sum, one) => sum + spentAfter(one, currency), 0),
        ]),
      );
    }
    const [treated, holdout] = [samples.get('treatment')!, samples.get('holdout')!];
    expect(results.conversion.lift).toEqual(liftOfProportions(treated, holdout));
    expect(results.conversion.lift.difference).toBeGreaterThan(0.05);
    const paired = ({ customers }: typeof treated) =>
      pairedSampleOf(
        customers.map((one) => spentAfter(one, 'USD')),
        customers.map((one) => spentBefore(one, 'USD')),
      );
    const adjusted = adjustedLift(paired(treated), paired(holdout));
    const told_ = results.revenue.find(({ currency }) => currency === 'USD')!.adjusted;
    for (const field of ['treated', 'holdout', 'difference', 'standardError', 'p', 'theta', 'rho'] as const)
      expect(told_[field]).toBeCloseTo(adjusted[field]!, 6);
    expect(told_.rho).toBeGreaterThan(0);
    expect(results.conversion.alwaysValid.p).toBeGreaterThanOrEqual(results.conversion.lift.p!);
    expect(results.sampleRatio?.alarm).toBe(false);
  });

  it('leave the control group of all campaigns apart', async () => {
    const { arms } = await resultsOf(database, programme);
    const control = told.filter(({ arm }) => arm === 'control');
    expect(control.length).toBeGreaterThan(5);
    expect(arms.find(({ arm }) => arm === 'control')).toMatchObject({
      assigned: control.length,
      conversions: control.filter((one) => inWindow(one).length > 0).length,
      decisions: [{ outcome: 'withheld', reason: 'control-group', n: control.length }],
    });
  });

  it('are the same for every order of arrival, and when everything arrives twice', async () => {
    const parts = [0, 1, 2].map((part) => shuffled(events, 3).filter((_, index) => index % 3 === part));
    const other = await arrived(programme, ...parts.map(byTopic), byTopic(shuffled(events, 4)));
    expect(await resultsOf(other, programme)).toEqual(await resultsOf(database, programme));
  });

  it('count only windows that are over, and say how many are not', async () => {
    const asOf = new Date(BEGIN + 50 * DAY_MS);
    const { arms, caveats } = await resultsOf(database, programme, { asOf: asOf.toISOString() });
    const over = told.filter(({ assignedAt }) => assignedAt + WINDOW_MS <= asOf.getTime());
    expect(arms.map(({ arm, n, notYetObserved }) => [arm, n, notYetObserved])).toEqual(
      ['treatment', 'holdout', 'control'].map((arm) => {
        const [all, those] = [told, over].map((list) => list.filter((one) => one.arm === arm).length);
        return [arm, those, all! - those!];
      }),
    );
    expect(caveats.map(({ code }) => code)).toContain('windows-not-over');
  });

  it('take the days of assignment from and to, both inclusive, in the time zone of the programme', async () => {
    const { arms } = await resultsOf(database, programme, { from: '2027-01-15', to: '2027-01-20' });
    const from = Date.parse('2027-01-15T00:00:00Z');
    const those = told.filter(({ assignedAt }) => assignedAt >= from && assignedAt < from + 6 * DAY_MS);
    expect(arms.reduce((sum, { assigned }) => sum + assigned, 0)).toBe(those.length);
  });

  it('have the face value of what was redeemed and of what is open as its cost', async () => {
    const treated = told.filter(({ arm }) => arm === 'treatment');
    const asOf = new Date(BEGIN + 45 * DAY_MS).toISOString();
    const query = { windowDays: '1', asOf };
    const redeemed = treated.slice(0, 10);
    const results = await whileRedeemed(database, redeemed, asOf, () => resultsOf(database, programme, query));
    const open = treated.filter(
      (one) =>
        !redeemed.includes(one) &&
        one.assignedAt + 20 * DAY_MS > Date.parse(asOf) &&
        one.assignedAt + DAY_MS <= Date.parse(asOf),
    );
    expect(open.length).toBeGreaterThan(10);
    expect(results).toMatchObject({ offers: treated.length, redemptions: 10 });
    expect(results.costs).toMatchObject([
      { currency: 'USD', redeemedMinor: 7_000, openMinor: open.length * 700, totalMinor: 7_000 + open.length * 700 },
    ]);
  });

  it('tell who came back in the 30 days after the window, and what each of them cost', async () => {
    const cameBack = ({ assignedAt, orders }: Told): boolean =>
      orders.some(({ at, counts }) => counts && at >= assignedAt + WINDOW_MS && at < assignedAt + 2 * WINDOW_MS);
    const redeemed = told.filter(({ arm }) => arm === 'treatment').slice(0, 10);
    const { retention } = await whileRedeemed(database, redeemed, '2027-03-01T00:00:00Z', () =>
      resultsOf(database, programme),
    );
    const asOf = new Date(BEGIN + 80 * DAY_MS);
    const earlier = await resultsOf(database, programme, { asOf: asOf.toISOString() });
    const arms = (['treatment', 'holdout', 'control'] as const).map((arm) => told.filter((one) => one.arm === arm));
    expect(retention.arms.map(({ n, retained, notYetObserved }) => [n, retained, notYetObserved])).toEqual(
      arms.map((customers) => [customers.length, customers.filter(cameBack).length, 0]),
    );
    const [treated, holdout] = arms.map((customers) => ({
      ...{ n: customers.length, conversions: customers.filter(cameBack).length },
    }));
    expect(treated!.conversions).toBeGreaterThan(10);
    expect(retention.lift).toEqual(liftOfProportions(treated!, holdout!));
    expect(retention.costs).toMatchObject([
      { currency: 'USD', totalMinor: 7_000, perRetainedMinor: { value: 7_000 / treated!.conversions } },
    ]);
    const over = told.filter(({ assignedAt }) => assignedAt + 2 * WINDOW_MS <= asOf.getTime());
    const sum = (of: 'n' | 'notYetObserved') => earlier.retention.arms.reduce((total, arm) => total + arm[of], 0);
    expect([sum('n'), sum('notYetObserved')]).toEqual([over.length, told.length - over.length]);
    expect(earlier.caveats).toContainEqual(expect.objectContaining({ of: 'retention', code: 'windows-not-over' }));
  });

  it('forget whoever is forgotten', async () => {
    const forgotten = told.find(({ arm }) => arm === 'holdout')!;
    const other = await arrived(programme, byTopic(events), [
      anEvent(customerErased, { data: { customerId: forgotten.customerId }, time: END }),
    ]);
    const before = await resultsOf(database, programme);
    const after = await resultsOf(other, programme);
    expect(after.arms[1]?.assigned).toBe(before.arms[1]!.assigned - 1);
  });

  it('tell what there is where nobody is held out, where everybody is, and where nobody was assigned', async () => {
    const all = programmeWith({ holdoutPercent: 0 }, 0);
    const few = byTopic(events.slice(0, 60));
    const nobodyHeld = await resultsOf(await arrived(all, few), all);
    const none = programmeWith({ holdoutPercent: 100 }, 0);
    const everybodyHeld = await resultsOf(await arrived(none, few), none);
    const nobody = await resultsOf(await arrived(all), all);
    expect([nobodyHeld, everybodyHeld, nobody].map(({ caveats }) => caveats.map(({ code }) => code))).toEqual([
      expect.arrayContaining(['nobody-held-out']),
      expect.arrayContaining(['nobody-treated']),
      expect.arrayContaining(['nobody-treated', 'nobody-held-out']),
    ]);
    for (const results of [nobodyHeld, everybodyHeld, nobody]) {
      expect(results).toMatchObject({ conversion: { lift: { difference: null, p: null } }, sampleRatio: null });
      expect(JSON.stringify(results)).not.toMatch(/NaN|Infinity/);
    }
  });
});
