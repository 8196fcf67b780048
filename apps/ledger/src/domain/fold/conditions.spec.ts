import { purchaseCompleted, reviewPublished, reviewUnpublished, type Envelope } from '@perennial/contracts';
import { sinceAlways, type EarnRule, type Programme } from '@perennial/programme';
import { anEvent } from '@perennial/testing';

import { factOf, type Fact } from '../fact.js';
import { programmes } from '../ledger-trial.fixture.js';
import type { World } from '../world.js';
import { fold } from './fold.js';

const jeweller = programmes.jeweller.versions[0]!.programme;

/** The jeweller's programme with a condition on one of its rules. */
function withCondition(name: string, when: string): Programme {
  const rules = jeweller.rules.map((rule): EarnRule => (rule.name === name ? ({ ...rule, when } as EarnRule) : rule));
  return { ...jeweller, rules };
}

const factsOf = (...events: Envelope[]): Fact[] => events.flatMap((event) => factOf('account-1', event) ?? []);
/** As they come back from the database: without customer ids. */
const stored = (facts: readonly Fact[]): Fact[] =>
  facts.map(({ data, ...fact }): Fact => {
    const { customerId: _, ...rest } = data as Record<string, unknown>;
    return { ...fact, data: JSON.parse(JSON.stringify(rest)) as unknown };
  });
const foldWith = (programme: Programme, ...events: Envelope[]): World =>
  fold(sinceAlways(programme), factsOf(...events));
const ofRule = ({ outcomes }: World, name: string) =>
  outcomes.map(({ outcome }) => outcome).filter(({ rule }) => rule === name);

const bought = (changes: Parameters<typeof anEvent<typeof purchaseCompleted>>[1] & { totalMinor: number }) =>
  anEvent(purchaseCompleted, {
    ...changes,
    data: { currency: 'USD', lines: undefined, ...changes.data, totalMinor: changes.totalMinor },
  });
const review = (day: number, data: { sku: string; photos?: number; reviewId?: string }) =>
  anEvent(reviewPublished, {
    time: `2027-01-${String(day).padStart(2, '0')}T10:00:00Z`,
    data: { verified: true, ...data },
  });

describe('a condition of a rule', () => {
  it('lets the rule pay where it holds, and says in the inputs that it was asked', () => {
    const programme = withCondition('purchase', 'data.channel == "store"');
    const world = foldWith(programme, bought({ totalMinor: 10_000, data: { channel: 'store' } }));
    expect(ofRule(world, 'purchase')).toMatchObject([
      { result: 'awarded', points: 10n, inputs: { condition: 'data.channel == "store"', netEligibleMinor: '10000' } },
    ]);
    expect(world.members.get('account-1')?.totals.earned).toBe(10n);
  });

  it('skips the rule where it does not hold, and says which condition, and why not', () => {
    const programme = withCondition('purchase', 'data.channel == "store"');
    const elsewhere = foldWith(programme, bought({ totalMinor: 10_000, data: { channel: 'online' } }));
    expect(ofRule(elsewhere, 'purchase')).toMatchObject([
      {
        result: 'skipped',
        reason: 'condition-not-met',
        inputs: { condition: 'data.channel == "store"', whyNot: 'data.channel == "store" is false' },
      },
    ]);
    const unsaid = foldWith(programme, bought({ totalMinor: 10_000, data: { channel: undefined } }));
    expect(ofRule(unsaid, 'purchase')[0]?.inputs['whyNot']).toContain('No such key: channel');
    for (const world of [elsewhere, unsaid]) {
      expect(world.members.get('account-1')).toMatchObject({
        totals: { earned: 0n },
        tier: { credits: { points: 0n } },
      });
    }
  });

  it('looks at the tier held just before: the purchase that reaches gold is still one of silver', () => {
    const programme = withCondition('purchase', 'member.tier == "silver"');
    const world = foldWith(
      programme,
      bought({ totalMinor: 300_000, time: '2027-01-01T10:00:00Z' }),
      bought({ totalMinor: 10_000, time: '2027-01-02T10:00:00Z' }),
    );
    expect(ofRule(world, 'purchase')).toMatchObject([
      { result: 'awarded', points: 300n, inputs: { tier: 'silver' } },
      { result: 'skipped', reason: 'condition-not-met', inputs: { tier: 'gold' } },
    ]);
  });

  it('takes no place of a limit where it does not hold: five reviews with photos are paid after five without', () => {
    const programme = withCondition('review', 'has(data.photos) && data.photos > 0');
    const without = [1, 2, 3, 4, 5].map((day) => review(day, { sku: `sku-${day}`, photos: 0 }));
    const withPhotos = [6, 7, 8, 9, 10, 11].map((day) => review(day, { sku: `sku-${day - 5}`, photos: 1 }));
    const results = ofRule(foldWith(programme, ...without, ...withPhotos), 'review').map((outcome) =>
      outcome.result === 'skipped' ? outcome.reason : outcome.result,
    );
    expect(results).toEqual([...Array(5).fill('condition-not-met'), ...Array(5).fill('awarded'), 'limit-reached']);
  });

  it('is not asked when something is taken back', () => {
    const programme = withCondition('review', 'has(data.rating) && data.rating >= 1');
    const unpublished = anEvent(reviewUnpublished, { time: '2027-01-02T10:00:00Z', data: { reviewId: 'r-1' } });
    const world = foldWith(programme, review(1, { sku: 'ring', reviewId: 'r-1' }), unpublished);
    expect(ofRule(world, 'review').map(({ result }) => result)).toEqual(['awarded', 'taken-back']);
  });

  it('comes out the same of events as they arrive and as they are stored, which is without the customer', () => {
    // The check of documents refuses this condition; the fold would not be misled by it either.
    const programme = withCondition('purchase', 'has(data.customerId)');
    const facts = factsOf(bought({ totalMinor: 10_000 }));
    for (const known of [facts, stored(facts)]) {
      expect(ofRule(fold(sinceAlways(programme), known), 'purchase')).toMatchObject([{ reason: 'condition-not-met' }]);
    }
  });
});
