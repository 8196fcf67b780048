import { expirySentences } from './describe-expiry.js';
import { afterComma, limitWords } from './describe-limits.js';
import { counted, either, money, type Words } from './plain-words.js';
import type { EarnRule, PointsPerAchievement } from './rules.schema.js';

/** An earn rule in a few sentences: what for, how much, the limits, when it can be spent and how long. */
export function describeRule(rule: EarnRule, words: Words): string {
  const parts = [...conditionOf(rule), ...pendingOf(rule, words), ...expiryOf(rule, words)];
  return [`${labelOf(rule)}: ${whatFor(rule, words)}.`, ...parts].join(' ');
}

const labelOf = (rule: EarnRule): string => (rule.kind === 'points-per-referral' ? 'Bringing a friend' : rule.text);

function whatFor(rule: EarnRule, words: Words): string {
  const { points, partner } = words;
  const full = (amounts: Readonly<Record<string, number>>) => either(amountsOf(amounts));
  switch (rule.kind) {
    case 'points-per-amount':
      return `${points(rule.points)} for every full ${full(rule.perFullMinor)} of an order${afterComma(rule, words)}`;
    case 'points-per-partner-amount': {
      const rates = Object.entries(rule.perFullMinor).map(([id, amounts]) => `${full(amounts)} at ${partner(id)}`);
      return `${points(rule.points)} for every full ${either(rates)}${afterComma(rule, words)}`;
    }
    case 'points-per-review': {
      const seen = rule.verifiedOnly ? 'a published review of something bought here' : 'a published review';
      const limits = either(['once for each article', ...limitWords(rule, words)], 'and');
      return `${points(rule.points)} for ${seen}, whatever its stars, ${limits}`;
    }
    case 'points-per-engagement':
      return `${points(rule.points)} for each proof of ${either(rule.on)}${afterComma(rule, words)}`;
    case 'points-per-achievement':
      return `${rewardOf(rule, points)} ${rule.repeats ? 'each time' : 'once'} for ${goalOf(rule, full)}${afterComma(rule, words)}`;
    case 'points-per-referral': {
      const { referrer, referee, purchaseFromMinor } = rule;
      const side = (of: typeof referrer) => {
        const most = limitWords(of, words);
        return `${points(of.points)}${most.length === 0 ? '' : ` (${either(most, 'and')})`}`;
      };
      return `${side(referrer)}, and ${side(referee)} for the friend, at the friend's first purchase of at least ${full(purchaseFromMinor)}`;
    }
  }
}

function rewardOf({ points, badge }: PointsPerAchievement, pointsInWords: Words['points']): string {
  const parts = [points === 0 ? [] : [pointsInWords(points)], badge === undefined ? [] : [`the badge ${badge}`]];
  return either(parts.flat(), 'and');
}

/** "5 purchases of at least 20.00 USD within 90 days", "a review in each of 3 months in a row" */
function goalOf(rule: PointsPerAchievement, full: (amounts: Readonly<Record<string, number>>) => string): string {
  const { of, on = [], purchaseFromMinor, times, withinDays, streak } = rule;
  const least = purchaseFromMinor ? ` of at least ${full(purchaseFromMinor)}` : '';
  const things = { purchases: 'purchase', reviews: 'review', engagements: 'proof', friends: 'friend' };
  const what = of === 'engagements' ? ` of ${either(on)}` : least;
  if (streak) return `at least 1 ${things[of]}${what} in each of ${counted(times, streak)} in a row`;
  const window = withinDays === undefined ? '' : ` within ${counted(withinDays, 'day')}`;
  return `${counted(times, things[of])}${what}${window}`;
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

function expiryOf({ expiry }: EarnRule, words: Words): string[] {
  return expiry === undefined ? [] : expirySentences(expiry, words, `these ${words.unit}`);
}
