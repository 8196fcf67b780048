import {
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  rewardIssued,
  serviceIssueResolved,
} from '@perennial/contracts';
import { ThompsonSampling } from '@perennial/experiments';
import { anEvent, randomOf, settableClock } from '@perennial/testing';
import type { z } from 'zod';

import { endNextOffers } from '../codes/jobs/end-offers.job.js';
import { armOf } from '../domain/holdout.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import type { ResultsJson } from '../results/routes/results-json.js';
import { CAMPAIGN_ID, choosingProgramme } from './choosing.fixture.js';
import type { OfferChoiceJson } from './offer-choice-json.js';
import { learnPolicies } from './queries/learn-policies.js';

const BEGIN = '2027-01-10T10:00:00Z';
const DAY_MS = 86_400_000;
const clock = settableClock(BEGIN);
const iso = (at = clock().getTime()): string => new Date(at).toISOString();

const customers = (function* () {
  for (let count = 0; ; count += 1) if (armOf(`c-${count}`, CAMPAIGN_ID, 10) === 'treatment') yield `c-${count}`;
})();
const some = (n: number): string[] => Array.from({ length: n }, () => customers.next().value);

interface Made {
  readonly customerId: string;
  readonly code: string;
  readonly option: 'ten-percent' | 'five-dollars';
}

type Told = z.output<typeof OfferChoiceJson>;

/** The choice, made from nothing but what explain tells of it. */
function chosenAgain({ eligible, draws, drawSeed, floor, seed }: Omit<Told, 'chosen' | 'propensity'>) {
  const arms = eligible.map(({ option, gain, redeemed, expired }) => ({
    ...{ id: option, margin: gain, cost: 0, posterior: { kind: 'beta', a: 1 + redeemed, b: 1 + expired } as const },
  }));
  const sampling = new ThompsonSampling({ version: 'any', arms, draws, drawSeed, floor });
  return sampling.choose(
    arms.map(({ id }) => id),
    seed,
  );
}

describe('a campaign that chooses among offers', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    clock.set(BEGIN);
    routes = await CampaignRoutes.start(choosingProgramme(), clock);
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  const settled = (customerId: string) =>
    anEvent(serviceIssueResolved, {
      id: `settled-${customerId}`,
      data: { customerId, issueId: customerId },
      time: iso(),
    });
  const offersMadeTo = async (persons: readonly string[]): Promise<Made[]> => {
    const { messages } = await routes.service.arrive(...persons.map(settled));
    return messages.flatMap(({ type, data }) => {
      const parsed = type === rewardIssued.type ? rewardIssued.data.parse(data) : undefined;
      if (parsed?.code === undefined || !parsed.value) return [];
      const option = 'percent' in parsed.value ? 'ten-percent' : 'five-dollars';
      return [{ customerId: parsed.customerId, code: parsed.code, option } as const];
    });
  };
  const buys = ({ customerId, code }: Made) => {
    const data = { customerId, orderId: `o-${customerId}`, codes: [code], currency: 'USD', totalMinor: 9_000 };
    return anEvent(purchaseCompleted, { id: `buys-${customerId}`, data: { ...data, lines: undefined }, time: iso() });
  };
  const passDays = async (days: number): Promise<void> => {
    clock.set(iso(clock().getTime() + days * DAY_MS));
    while ((await endNextOffers(routes.database.db, clock(), 7)) > 0);
  };
  const learn = () => learnPolicies(routes.database.db, [CAMPAIGN_ID], clock());
  const policies = () =>
    routes.database.db.query<{ version: number; outcomes: object }>(
      'select version, outcomes from choice_policy order by version',
    );
  const decisions = () => routes.database.db.query('select * from decision order by customer_id');
  const choiceOf = async (customerId: string) => {
    const path = `members/${customerId}/explain/${encodeURIComponent(settled(customerId).source)}/settled-${customerId}`;
    const { decisions: told } = (await routes.get(path)) as {
      readonly decisions: readonly { readonly choice?: Told }[];
    };
    return told[0]?.choice;
  };
  const results = async () => (await routes.get(`campaigns/${CAMPAIGN_ID}/results`)) as ResultsJson;

  it('makes the one that is redeemed more often more and more, and each choice can be made again from what explain shows', async () => {
    const { chance } = randomOf(5, 'customers who redeem');
    const shares: number[] = [];
    const all: Made[] = [];
    for (let month = 0; month < 3; month += 1) {
      const made = await offersMadeTo(some(120));
      expect(made).toHaveLength(120);
      const redeemed = made.filter(({ option }) => chance(option === 'ten-percent' ? 0.4 : 0.1));
      clock.set(iso(clock().getTime() + DAY_MS));
      await routes.service.arrive(...redeemed.map(buys));
      await passDays(30);
      expect(await learn()).toEqual([{ campaignId: CAMPAIGN_ID, version: month + 1 }]);
      shares.push(made.filter(({ option }) => option === 'ten-percent').length / made.length);
      all.push(...made);
    }
    expect(Math.abs(shares[0]! - 0.5)).toBeLessThan(0.2);
    expect(shares[1]).toBeGreaterThan(0.85);
    expect(shares[2]).toBeGreaterThan(0.9);

    // Everything is asked before it is chosen again: that takes a while, and connections do not wait for it.
    const asked = [all[0]!, all[130]!, all[359]!, ...all.filter((_, i) => i % 60 === 7)];
    const choices = await Promise.all(asked.map(({ customerId }) => choiceOf(customerId)));
    const { options } = await results();
    asked.forEach(({ option }, index) => {
      const { chosen, propensity, ...kept } = choices[index]!;
      expect(chosenAgain(kept)).toMatchObject({ chosen, propensity });
      expect(chosen).toBe(option);
    });
    expect(choices[0]).toMatchObject({ policyVersion: 0, floor: 0.01 });
    expect(choices[2]).toMatchObject({ policyVersion: 2 });

    const [ten, five] = options;
    for (const { option, made, redeemed, expired, open } of options) {
      expect([option, made, open]).toEqual([option, all.filter((one) => one.option === option).length, 0]);
      expect(redeemed + expired).toBe(made);
    }
    if (!ten?.always.estimated) throw new Error('nothing is estimated of ten-percent');
    expect(ten.always).toMatchObject({ estimated: true, decisions: 360 });
    expect(Math.abs(ten.always.doublyRobust!.value! - 0.4)).toBeLessThan(0.1);
    expect(five?.always).toMatchObject({ estimated: false, detail: expect.stringMatching(/; 100 are needed$/) });
  });

  it('changes no decision when events arrive again, twice at the same moment, or after it has learnt', async () => {
    const persons = some(40);
    const events = persons.map(settled);
    const [one, other] = await Promise.all([routes.service.arrive(...events), routes.service.arrive(...events)]);
    expect([...one.messages, ...other.messages]).toHaveLength(40);
    const before = await decisions();
    await passDays(31);
    expect(await Promise.all([learn(), learn()])).toEqual(
      expect.arrayContaining([[{ campaignId: CAMPAIGN_ID, version: 1 }]]),
    );
    expect(await policies()).toHaveLength(1);
    expect((await routes.service.arrive(...events.toReversed())).messages).toEqual([]);
    expect(await decisions()).toEqual(before);
    expect(await learn()).toEqual([]);
  });

  it('counts an offer when its time is over, and not again when its order is undone', async () => {
    const made = await offersMadeTo(some(2));
    const redeemed = made.map(buys);
    await routes.service.arrive(...redeemed);
    expect(await learn()).toEqual([]);
    await passDays(30);
    await learn();
    const counted = (redeemedOf: (one: Made) => boolean) =>
      Object.fromEntries(
        [...new Set(made.map(({ option }) => option))].map((option) => {
          const own = made.filter((one) => one.option === option);
          const n = own.filter(redeemedOf).length;
          return [option, { redeemed: n, expired: own.length - n }];
        }),
      );
    expect(await policies()).toEqual([{ version: 1, outcomes: counted(() => true) }]);
    const [undone] = redeemed;
    if (!undone || !isEvent(purchaseCompleted, undone)) throw new Error('nobody bought');
    const { customerId, orderId } = undone.data;
    await routes.service.arrive(anEvent(purchaseCancelled, { data: { customerId, orderId }, time: iso() }));
    await passDays(0);
    await learn();
    expect((await policies())[1]).toEqual({ version: 2, outcomes: counted((one) => one.customerId !== customerId) });
  });

  it('never takes more than there is of any budget of its offers, with eight at the same moment', async () => {
    await routes.end();
    const offers = (['EUR', 'USD'] as const).map((currency) => ({
      ...({ kind: 'amount', amountMinor: 500, validDays: 30, gain: 1, id: `five-${currency.toLowerCase()}` } as const),
      currency,
    }));
    const programme = choosingProgramme({ offers, budgetPerMonth: { offers: 40, money: { USD: 1_999, EUR: 2_600 } } });
    routes = await CampaignRoutes.start(programme, clock);
    const persons = some(48);
    await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        routes.service.arrive(...persons.slice(part * 6, part * 6 + 6).map(settled)),
      ),
    );
    const used = await routes.database.db.query<{ unit: string; reserved: bigint }>(
      'select unit, reserved from budget order by unit',
    );
    expect(used.map(({ unit, reserved }) => [unit, Number(reserved)])).toEqual([
      ['EUR', 2_500],
      ['USD', 1_500],
      ['offers', 8],
    ]);
  });
});
