import type { PointsPerAchievement } from '@perennial/programme';

import { progressOf } from '../achievement.js';
import { dayNumberOf } from '../calendar.js';
import type { FactOf, Thing } from '../fact.js';
import { noneCounted, purchaseCounts, type AchievementMemory } from '../rules/points-per-achievement.rule.js';
import type { Decided } from '../rules/rule-kind.js';
import { netEligible } from '../sale.js';
import { programmeOf, stateOf, type SaleState, type Tally, type World } from '../world.js';
import { takeBack, type Acting } from './acting.js';

/** Takes note of what an achievement has counted: what comes back later was counted once, and may have been decisive. */
export function tally(
  { world, account, turn }: Acting,
  rule: PointsPerAchievement,
  before: unknown,
  { outcomes: [outcome], memory }: Decided<unknown>,
): void {
  if (!outcome || memory === undefined) return;
  const { thing } = outcome;
  const own = tallyOf(world, account, rule);
  own.rule = rule;
  own.counted.push({ thing, dayNumber: dayNumberOf(turn.at, programmeOf(world, turn.at).timeZone) });
  if (outcome.result === 'awarded') own.reached.push({ thing, points: outcome.points, at: turn.at });
  // Only rules of this kind remember anything under the name of one.
  const [was, after] = [before ?? noneCounted, memory] as [AchievementMemory, AchievementMemory];
  world.achievementChanges.push({ account, rule: rule.name, before: was, after, at: turn.at });
}

function tallyOf({ tallies }: World, account: string, rule: PointsPerAchievement): Tally {
  const key = `${account}\n${rule.name}`;
  const known = tallies.get(key);
  if (known) return known;
  const created: Tally = { account, rule, counted: [], reached: [] };
  tallies.set(key, created);
  return created;
}

/** A purchase of which something came back: whether enough of it is left is asked of the rule by which it counted. */
export function uncountReturned(acting: Acting, sale: SaleState): void {
  const { content, amounts, returned, returnedAmount } = sale;
  const left = { net: netEligible(amounts, returned), returned: returnedAmount };
  const { rules } = programmeOf(acting.world, sale.place.at);
  uncount(acting, sale.thing, ({ name }) => {
    const rule = rules.find((each) => each.name === name);
    return rule?.kind === 'points-per-achievement' && purchaseCounts(rule, content, left);
  });
}

/**
 * Something no longer counts. Where the rest has reached an achievement less often than was paid, what was paid last is
 * taken back; nothing is ever reached by it, because fewer never reach more.
 */
export function uncount(
  acting: Acting,
  thing: Thing,
  stillCounts: (rule: PointsPerAchievement) => boolean = () => false,
): void {
  const { world, turn } = acting;
  const inOrder = programmeOf(world, turn.at).rules.map(({ name }) => name);
  const place = ({ rule }: Tally) => inOrder.indexOf(rule.name);
  for (const each of [...world.tallies.values()].sort((a, b) => place(a) - place(b))) {
    const rest = each.counted.filter((counted) => counted.thing !== thing);
    if (rest.length === each.counted.length || stillCounts(each.rule)) continue;
    each.counted = rest;
    takeBackLost(acting, each);
  }
}

function takeBackLost(acting: Acting, { account, rule, counted, reached }: Tally): void {
  const { world, turn } = acting;
  const progress = progressOf(
    rule,
    counted.map(({ dayNumber }) => dayNumber),
  );
  for (const { thing, points } of reached.splice(progress.reached).reverse()) {
    const inputs = { of: rule.of, times: rule.times, timesReachedNow: progress.reached, points: Number(points) };
    takeBack(acting, { result: 'taken-back', rule: rule.name, thing, points, inputs });
  }
  // What was counted before a merge was counted for the record of then, and stays there.
  const holder = stateOf(world, account);
  const before = holder.memory[rule.name] as AchievementMemory | undefined;
  if (!before) return;
  const { once } = before;
  const last = reached.at(-1);
  const after = { ...progress, once, ...(last ? { reachedAt: last.at } : {}) };
  holder.memory[rule.name] = after;
  world.achievementChanges.push({ account, rule: rule.name, before, after, at: turn.at });
}

/** A review that is taken back, or a friend whose purchase was undone. */
export function uncountUndone(acting: Acting, fact: FactOf<'review-taken-back' | 'friend-lost'>): void {
  uncount(acting, fact.kind === 'friend-lost' ? `referral:${fact.referralId}` : `review:${fact.reviewId}`);
}
