import { ThompsonSampling } from '@perennial/experiments';

import { aCampaign } from '../../domain/campaigns.fixture.js';
import { chooseOffer, NOTHING_LEARNT, type ChoicePolicy, type OfferChoice } from './choose-offer.js';

const campaign = aCampaign({
  offer: undefined,
  offers: ['ten', 'fifteen', 'twenty'].map((id) => ({
    ...({ id, kind: 'discount', percent: 10, validDays: 30, on: 'everything', gain: 1 } as const),
  })),
});
const knowing = (outcomes: ChoicePolicy['outcomes']): ChoicePolicy => ({ version: 3, outcomes });
const DECISION = '5f0c6c0e-94dd-5a6e-8a52-9b2a3f2a8f11';
const ids = (n: number): string[] => Array.from({ length: n }, (_, index) => `decision-${index}`);

/** Makes the choice again from what is kept of it, knowing nothing else. */
function again({ policyVersion, eligible, seed, draws, drawSeed, floor }: OfferChoice) {
  const arms = eligible.map(({ option, gain, redeemed, expired }) => ({
    ...{ id: option, margin: gain, cost: 0 },
    posterior: { kind: 'beta', a: 1 + redeemed, b: 1 + expired } as const,
  }));
  const sampling = new ThompsonSampling({ version: String(policyVersion), arms, draws, drawSeed, floor });
  return sampling.choose(
    eligible.map(({ option }) => option),
    seed,
  );
}

describe('choosing among offers', () => {
  it('keeps all it takes to choose again, of the eligible ones alone', () => {
    const policy = knowing({ ten: { redeemed: 30, expired: 170 }, twenty: { redeemed: 20, expired: 180 } });
    for (const eligible of [['twenty', 'ten'], ['ten', 'fifteen', 'twenty'], ['fifteen']]) {
      const kept: OfferChoice = JSON.parse(JSON.stringify(chooseOffer(campaign, eligible, DECISION, policy)));
      expect(kept).toMatchObject({ policyVersion: 3, draws: 20_000, drawSeed: 1, floor: 0.01 });
      expect(kept.eligible.map(({ option }) => option)).toEqual(eligible.toSorted());
      expect(kept.eligible.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 12);
      expect(again(kept)).toMatchObject({ chosen: kept.chosen, propensity: kept.propensity });
    }
  });

  it('draws from the first 32 bits of the UUID of `choice` and the decision: 715299565 of this one', () => {
    expect(chooseOffer(campaign, ['ten', 'twenty'], DECISION, NOTHING_LEARNT).seed).toBe(715_299_565);
  });

  it('begins with the same chance for all of which nothing is known, and gives a new one beside others the prior', () => {
    const { policyVersion, eligible } = chooseOffer(campaign, ['ten', 'twenty'], DECISION, NOTHING_LEARNT);
    expect(policyVersion).toBe(0);
    for (const { propensity } of eligible) expect(propensity).toBeCloseTo(0.5, 1);
    const beside = chooseOffer(campaign, ['ten', 'twenty'], DECISION, knowing({ ten: { redeemed: 5, expired: 95 } }));
    expect(beside.eligible).toMatchObject([
      { option: 'ten', redeemed: 5, expired: 95 },
      { option: 'twenty', redeemed: 0, expired: 0 },
    ]);
  });

  it('still makes the one that cannot win for 1 customer in 100, and says so', () => {
    const policy = knowing({ ten: { redeemed: 0, expired: 10_000 }, twenty: { redeemed: 5_000, expired: 5_000 } });
    const choices = ids(5_000).map((id) => chooseOffer(campaign, ['ten', 'twenty'], id, policy));
    expect(choices[0]?.eligible).toMatchObject([{ propensity: 0.01 }, { propensity: 0.99 }]);
    const share = choices.filter(({ chosen }) => chosen === 'ten').length / 5_000;
    expect(Math.abs(share - 0.01)).toBeLessThan(4 * Math.sqrt((0.01 * 0.99) / 5_000));
  });

  it('weighs what a redemption is worth: half as many of twice the gain and a little more win', () => {
    const [ten, fifteen, twenty] = campaign.offers ?? [];
    const offers = [{ ...ten!, gain: 2.2 }, fifteen!, twenty!];
    const policy = knowing({
      ten: { redeemed: 5_000, expired: 45_000 },
      twenty: { redeemed: 10_000, expired: 40_000 },
    });
    const propensityOf = (changed: typeof campaign) =>
      chooseOffer(changed, ['ten', 'twenty'], DECISION, policy).eligible[0]?.propensity;
    expect([propensityOf(campaign), propensityOf({ ...campaign, offers })]).toEqual([0.01, 0.99]);
  });
});
