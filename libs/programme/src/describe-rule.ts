import { counted, either, money, type Words } from './plain-words.js';
import type { EarnRule } from './rules.schema.js';

/** An earn rule in one or two sentences: what for, how much, the limits, and when it can be spent. */
export function describeRule(rule: EarnRule, words: Words): string {
  return [`${labelOf(rule)}: ${whatFor(rule, words)}.`, ...conditionOf(rule), ...pendingOf(rule, words)].join(' ');
}

const labelOf = (rule: EarnRule): string => (rule.kind === 'points-per-referral' ? 'Bringing a friend' : rule.text);

function whatFor(rule: EarnRule, { points, partner }: Words): string {
  const full = (amounts: Readonly<Record<string, number>>) => either(amountsOf(amounts));
  switch (rule.kind) {
    case 'points-per-amount':
      return `${points(rule.points)} for every full ${full(rule.perFullMinor)} of an order`;
    case 'points-per-partner-amount': {
      const rates = Object.entries(rule.perFullMinor).map(([id, amounts]) => `${full(amounts)} at ${partner(id)}`);
      return `${points(rule.points)} for every full ${either(rates)}`;
    }
    case 'points-per-review': {
      const seen = rule.verifiedOnly ? 'a published review of something bought here' : 'a published review';
      return `${points(rule.points)} for ${seen}, whatever its stars, once for each article and at most ${rule.paidPerMonthMax} times a calendar month`;
    }
    case 'points-per-engagement': {
      const limit = rule.paidPerDayMax === undefined ? '' : `, at most ${counted(rule.paidPerDayMax, 'time')} a day`;
      return `${points(rule.points)} for each proof of ${either(rule.on)}${limit}`;
    }
    case 'points-per-referral': {
      const { referrer, referee, purchaseFromMinor } = rule;
      return `${points(referrer.points)}, and ${points(referee.points)} for the friend, at the friend's first purchase of at least ${full(purchaseFromMinor)}`;
    }
  }
}

const amountsOf = (amounts: Readonly<Record<string, number>>): string[] =>
  Object.entries(amounts).map(([currency, minor]) => money(minor, currency));

function conditionOf(rule: EarnRule): string[] {
  return rule.kind === 'points-per-referral' || rule.when === undefined ? [] : [`Only when ${rule.when}.`];
}

function pendingOf(rule: EarnRule, { unit }: Words): string[] {
  const { pendingDays } = rule;
  if (pendingDays === undefined) return [];
  const sooner =
    'availableOnDelivery' in rule && rule.availableOnDelivery
      ? ', or once the order is delivered if that is sooner'
      : '';
  return [`These ${unit} can be spent ${counted(pendingDays, 'day')} later${sooner}.`];
}
