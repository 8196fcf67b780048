import type { Envelope } from '@perennial/contracts';
import fc from 'fast-check';

import { DAY } from './calendar.js';
import * as achievements from './grow-achievements.js';
import * as commerce from './grow-commerce.js';
import * as decisions from './grow-decisions.js';
import { givePoints, multiplyNext } from './grow-grants.js';
import * as scenes from './grow-scenes.js';
import { startOf, pick, type Grow, type Growth, type Step } from './growth.js';
import type { Decision, ProgrammeId } from './history.js';
import { programmes } from './programmes.js';

/** Facts as they are published: rivals and excessive returns are among them, so not all are accepted. */
export interface GeneratedHistory {
  readonly programme: ProgrammeId;
  readonly events: readonly Envelope[];
  readonly decisions: readonly Decision[];
  /** Instants to ask for, around those at which something changes; the last one is long after everything. */
  readonly asOf: readonly number[];
}

const travelling: readonly Grow[] = [
  commerce.buyAtPartner,
  commerce.accrue,
  commerce.reverseAccrual,
  givePoints,
  multiplyNext,
  commerce.amend,
  commerce.rival,
  commerce.cancel,
  commerce.sendBack,
  commerce.sendBack,
  scenes.spendAndSendBack,
  scenes.payWithPoints,
  scenes.cancelForGood,
  decisions.redeemSome,
  decisions.reverseRedemption,
  decisions.reserveSome,
  decisions.adjust,
  decisions.transferSome,
  decisions.settleDown,
  decisions.merge,
];

const shopping: readonly Grow[] = [
  commerce.buy,
  commerce.buyLines,
  commerce.join,
  commerce.amend,
  commerce.rival,
  commerce.cancel,
  commerce.sendBack,
  commerce.sendBack,
  commerce.sendBackUnknown,
  commerce.review,
  commerce.reviewMuch,
  commerce.takeBackReview,
  commerce.engage,
  givePoints,
  multiplyNext,
  commerce.refer,
  scenes.bringFriend,
  scenes.bringTwice,
  scenes.shareMuch,
  scenes.reviewAndMerge,
  scenes.spendAndSendBack,
  scenes.payWithPoints,
  scenes.cancelForGood,
  decisions.redeemSome,
  decisions.reverseRedemption,
  decisions.reserveSome,
  decisions.adjust,
  decisions.transferSome,
  decisions.merge,
  decisions.erase,
];

const kinds: Readonly<Record<ProgrammeId, readonly Grow[]>> = {
  jeweller: shopping,
  boutique: [...shopping, scenes.buyMuch, scenes.bringMany],
  'travel-club': travelling,
  'travel-club-on-delivery': [...travelling, commerce.deliver, commerce.deliver],
  challenges: [...shopping, achievements.collect, achievements.shareDaily],
};

/** A history that has so many facts grows no further. The last step may add a few. */
const FACTS_MAX = 22;

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(9999),
  who: fc.nat(3),
  other: fc.nat(9999),
  time: fc.nat(7),
  base: fc.nat(9999),
  span: fc.nat(9999),
  amount: fc.nat(9999),
  detail: fc.nat(9999),
});

const few = fc.array(step, { minLength: 1, maxLength: 25, size: 'max' });
const many = fc.array(step, { minLength: 15, maxLength: 25, size: 'max' });
/** Mostly many; a failing one shrinks to few. */
const steps = fc.oneof({ withCrossShrink: true }, { arbitrary: few, weight: 1 }, { arbitrary: many, weight: 3 });

/**
 * Histories of a few customers with up to about 25 facts. Each draws how likely every kind of fact is, often 0: what only goes
 * wrong when one thing is missing or another abounds is met sooner so.
 */
export function histories(programme: ProgrammeId): fc.Arbitrary<GeneratedHistory> {
  const all = kinds[programme];
  const weights = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 5), { minLength: all.length, maxLength: all.length });
  return fc
    .record({
      weights,
      people: fc.integer({ min: 1, max: 4 }),
      anchor: fc.nat(9),
      steps,
      questions: fc.array(fc.tuple(fc.nat(9999), fc.nat(9999)), { minLength: 2, maxLength: 4 }),
    })
    .map(({ weights: drawn, people, anchor, steps, questions }) => {
      const clock = startOf(programme, anchor);
      const growth: Growth = { programme, events: [], decisions: [], clock, count: 0 };
      // Buying comes first: without it nothing else has a ground.
      const lots = all.flatMap((kind, index) => Array<Grow>(index === 0 ? 6 : drawn[index]!).fill(kind));
      for (const one of steps) {
        if (growth.events.length + growth.decisions.length >= FACTS_MAX) break;
        pick(lots, one.kind)(growth, { ...one, who: one.who % people });
      }
      const { events, decisions: taken } = growth;
      return { programme, events, decisions: taken, asOf: instantsToAsk(growth, questions) };
    });
}

function instantsToAsk(
  { programme, events, decisions: taken }: Growth,
  questions: readonly (readonly [number, number])[],
): number[] {
  const { expiryOf, availableFrom } = programmes[programme];
  const instants = [...events, ...taken].map(({ at }) => at);
  if (instants.length === 0) return [0];
  const asked = questions.map(([which, edge]) => {
    const at = pick(instants, which);
    const edges = [at, at + 1, at + 365 * DAY, at + 395 * DAY, at + 425 * DAY, expiryOf(at), availableFrom(at)];
    return pick(edges, edge) - (edge % 2);
  });
  const last = Math.max(...instants);
  return [...asked, last, last + 6 * 365 * DAY];
}

/** A way for facts to arrive: in any order, some of them several times, in chunks of any size. */
export function arrivals<Fact>(facts: readonly Fact[]): fc.Arbitrary<readonly (readonly Fact[])[]> {
  const copies = fc.array(fc.nat(Math.max(0, facts.length - 1)), { maxLength: Math.ceil(facts.length / 2) });
  return copies
    .chain((again) => {
      const all = facts.length === 0 ? [] : [...facts, ...again.map((index) => facts[index]!)];
      const shuffled = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
      return fc.tuple(shuffled, fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }));
    })
    .map(([shuffled, cuts]) => {
      const chunks: Fact[][] = [];
      for (const [index, fact] of shuffled.entries()) {
        if (index === 0 || cuts[index]) chunks.push([]);
        chunks.at(-1)!.push(fact);
      }
      return chunks;
    });
}
