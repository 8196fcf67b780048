import { canonicalJson } from '@perennial/contracts';

import { pointsOf } from './offers.schema.js';
import type { Programme } from './programme.schema.js';
import type { EarnRule } from './rules.schema.js';
import type { Refusal } from './version-errors.js';

/** What a document would change although the versions before it have fixed it; empty when it changes nothing of that. */
export function lastingChoicesChanged(before: readonly Programme[], next: Programme): Refusal[] {
  const last = before.at(-1);
  if (!last) return [];
  const refusals: Refusal[] = [];
  const refuse = (path: PropertyKey[], message: string) => refusals.push({ path, message });
  // Accounts, messages and statements carry it; one installation is one programme.
  if (next.id !== last.id) refuse(['id'], `must stay ${last.id}; another programme is another installation`);
  // A balance cannot be half points and half stars.
  if (next.unit !== last.unit) refuse(['unit'], `must stay "${last.unit}": balances are counted in it`);
  // A limit of a day or month would be counted in days of two zones, and lots have dates made in the old one.
  if (next.timeZone !== last.timeZone) {
    refuse(['timeZone'], `must stay ${last.timeZone}: limits and expiry of what was earned count its days and months`);
  }
  // With inactivity all points of a member share one date that moves; else each has its own, fixed when it was earned.
  const kinds = [last.expiry.kind, next.expiry.kind];
  if (kinds.includes('inactivity') && kinds[0] !== kinds[1]) {
    const message = `cannot change from ${kinds[0]} to ${kinds[1]}: points of the one have no date the other could go by`;
    refuse(['expiry', 'kind'], message);
  }
  // Statements add the amounts of a month; amounts of two currencies have no sum.
  const currency = before.findLast(({ coalition }) => coalition)?.coalition?.currency;
  if (currency !== undefined && next.coalition && next.coalition.currency !== currency) {
    refuse(['coalition', 'currency'], `must stay ${currency}: statements of partners are sums in it`);
  }
  return [...refusals, ...namesGivenAway(before, next), ...goalsChanged(before, next)];
}

interface Meaning {
  readonly name: string;
  readonly meaning: string;
  readonly path: PropertyKey[];
}

/** An award is found, counted and taken back by the name it was given under: the name stands for one thing for ever. */
function namesGivenAway(before: readonly Programme[], next: Programme): Refusal[] {
  const given = new Map<string, { meaning: string; version: number }>();
  for (const programme of before) {
    for (const { name, meaning } of namesOf(programme))
      if (!given.has(name)) given.set(name, { meaning, version: programme.version });
  }
  return namesOf(next).flatMap(({ name, meaning, path }) => {
    const was = given.get(name);
    if (!was || was.meaning === meaning) return [];
    return [{ path, message: `must not be "${name}": it stands for ${was.meaning} since version ${was.version}` }];
  });
}

const GOAL = ['of', 'on', 'times', 'withinDays', 'streak', 'repeats'] as const;

/** What was counted towards an achievement, and what it was reached by, would mean something else. */
function goalsChanged(before: readonly Programme[], next: Programme): Refusal[] {
  const isAchievement = (rule: EarnRule) => rule.kind === 'points-per-achievement';
  return next.rules.flatMap((rule, index) => {
    if (!isAchievement(rule)) return [];
    const was = before.flatMap(({ rules }) => rules.filter(isAchievement)).find(({ name }) => name === rule.name);
    return GOAL.filter((key) => was && canonicalJson(was[key] ?? null) !== canonicalJson(rule[key] ?? null)).map(
      (key) => ({
        path: ['rules', index, ...(rule[key] === undefined ? [] : [key])],
        message: `${rule[key] === undefined ? `${key} ` : ''}must stay ${inWords(was?.[key])}: what was counted towards "${rule.name}" counts by it; another achievement needs another name`,
      }),
    );
  });
}

function inWords(value: unknown): string {
  return value === undefined ? 'absent' : Array.isArray(value) ? value.join(', ') : String(value);
}

/** What awards are given under: rules, and campaigns that give points. */
function namesOf({ rules, campaigns }: Programme): Meaning[] {
  const ofCampaigns = campaigns.flatMap((campaign, index) =>
    pointsOf(campaign) > 0
      ? [{ name: campaign.id, meaning: 'a campaign that gives points', path: ['campaigns', index, 'id'] }]
      : [],
  );
  return [...rules.flatMap(meaningsOf), ...ofCampaigns];
}

function meaningsOf(rule: EarnRule, index: number): Meaning[] {
  const own = { name: rule.name, meaning: rule.kind, path: ['rules', index, 'name'] };
  if (rule.kind !== 'points-per-referral') return [own];
  const sides = (['referrer', 'referee'] as const).map((side) => ({
    name: rule[side].name,
    meaning: `the ${side} of ${rule.kind}`,
    path: ['rules', index, side, 'name'],
  }));
  return [own, ...sides];
}
