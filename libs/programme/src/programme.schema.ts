import { Instant } from '@perennial/contracts';
import { IANAZone } from 'luxon';
import { z } from 'zod';

import { AccessWindows, accessWindowMistakes, accessWindowsOf, invitationMistakes } from './access-windows.schema.js';
import { Audience } from './audiences.schema.js';
import { Campaign, OfferBounds } from './campaigns.schema.js';
import { audienceMistakes } from './audience-mistakes.js';
import { Cases, Themes } from './cases.schema.js';
import { Coalition } from './coalition.schema.js';
import { tierMistake } from './conditions/tier-mistake.js';
import { Earning } from './limits.schema.js';
import { Expiry, longestLifeDays } from './points-life.schema.js';
import { costMistakes, pointsOf } from './offers.schema.js';
import { Recommendations } from './recommendations.schema.js';
import { ReviewTrust } from './review-trust.schema.js';
import { Reward } from './rewards.schema.js';
import { awardsOf, Rule } from './rules.schema.js';
import { Surveys } from './surveys.schema.js';
import { Tiers } from './tiers.schema.js';
import { Days, Name, printable } from './words.schema.js';

/** Names the ledger gives to movements that no earn rule causes. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'activation',
  'adjustment',
  'debt',
  'erasure',
  'expiry',
  'expiry-reversal',
  'merge',
  'redemption',
  'reinstatement',
  'reservation',
  'tiers',
  'transfer',
]);

/** The database keeps versions in 32 bits. */
const VERSION_MAX = 2_147_483_647;

/**
 * The document of a programme: everything that can be changed without code. Keys that are not in here are refused, so
 * that a misspelt one cannot be ignored in silence.
 */
export const programmeSchema = z
  .strictObject({
    id: Name.describe('Names the programme; the same in every version.'),
    version: z.int().min(1).max(VERSION_MAX).describe('Counts the versions of this programme; written on every award.'),
    effectiveFrom: Instant.optional().describe(
      'From when the version decides. Absent: the first one since always, a later one from when it is applied.',
    ),
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), {
        error: 'must be an IANA time zone, such as UTC or Europe/London',
      })
      .describe('IANA name; calendar days and months of all limits are those of this zone.'),
    unit: printable(40).describe('What the members collect, in the plural.'),
    maxReactionAgeDays: Days.describe(
      'Offers and notices are only for what happened less than this many days of 24 hours ago.',
    ),
    expiry: Expiry.default({ kind: 'never' }),
    rules: z.array(Rule).min(1).describe('Earn rules; they act in this order.'),
    earning: Earning.optional(),
    tiers: Tiers.optional().describe('What members reach by buying, or buy. Absent: all members are alike.'),
    rewards: z.array(Reward).default([]).describe('The catalogue.'),
    coalition: Coalition.optional().describe('Partners who give and take the same points. Absent: there are none.'),
    households: z
      .strictObject({ membersMax: z.int().min(2).max(100).describe('Members of one household, at most.') })
      .optional()
      .describe('Members who redeem together. Absent: there are none.'),
    adjustments: z
      .strictObject({
        approvalAbovePoints: z.int().min(0).describe('Above this many points, either sign, a second person approves.'),
      })
      .default({ approvalAbovePoints: 500 })
      .describe('Points given or taken by a person.'),
    audiences: z.array(Audience).max(100).default([]).describe('Customers of whom something is true.'),
    offers: OfferBounds,
    accessWindows: AccessWindows,
    campaigns: z.array(Campaign).default([]).describe('Personal offers.'),
    themes: Themes.optional(),
    cases: Cases.optional(),
    surveys: Surveys.optional(),
    reviewTrust: ReviewTrust.optional(),
    recommendations: Recommendations.prefault({}).describe('Of products, to members.'),
  })
  .superRefine((programme, context) => {
    const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const { rules, rewards, coalition, campaigns } = programme;
    const awards = new Set<string>();
    rules.forEach((rule, index) => {
      for (const name of new Set([rule.name, ...awardsOf(rule).map((award) => award.name)])) {
        if (RESERVED_NAMES.has(name)) issue(['rules', index], `the name "${name}" is the ledger's own; choose another`);
        if (awards.has(name)) {
          const message = `the name "${name}" is already taken by another rule; every rule and award needs its own`;
          issue(['rules', index], message);
        }
        awards.add(name);
      }
    });
    for (const kind of ['points-per-referral', 'points-per-amount', 'points-per-partner-amount'] as const) {
      if (rules.filter((rule) => rule.kind === kind).length < 2) continue;
      const index = rules.findLastIndex((rule) => rule.kind === kind);
      issue(['rules', index], `there is already a rule of kind ${kind}; a programme has at most one`);
    }
    for (const { path, least } of ratesTooHigh(programme)) {
      issue(
        path,
        `must be at least ${least}: a minor unit brings at most ${POINTS_PER_MINOR_MAX} points, in the highest tier too`,
      );
    }
    rules.forEach((rule, index) => {
      if (!('availableOnDelivery' in rule) || !rule.availableOnDelivery || rule.pendingDays !== undefined) return;
      issue(['rules', index, 'availableOnDelivery'], 'needs pendingDays: without them no points wait for a delivery');
    });
    rules.forEach(({ pendingDays, expiry, ...rest }, index) => {
      if (pendingDays === undefined || pendingDays < longestLifeDays(expiry ?? programme.expiry)) return;
      if ('availableOnDelivery' in rest && rest.availableOnDelivery) return;
      issue(['rules', index, 'pendingDays'], 'must be less: the points would have expired before they can be spent');
    });
    const tiers = (programme.tiers?.levels ?? []).map(({ id }) => id);
    rules.forEach((rule, index) => {
      const when = rule.kind === 'points-per-referral' ? undefined : rule.when;
      const mistake = when === undefined ? undefined : tierMistake(when, tiers);
      if (!mistake) return;
      const { message, offset } = mistake;
      context.addIssue({ code: 'custom', path: ['rules', index, 'when'], message, params: { offset } });
    });
    rules.forEach(({ expiry }, index) => {
      if (expiry?.kind !== 'never' || programme.expiry.kind !== 'inactivity') return;
      issue(
        ['rules', index, 'expiry', 'kind'],
        'cannot be never: with inactivity, points without a date go with all others',
      );
    });
    const always = new Map<string, string>();
    rules.forEach((rule, index) => {
      if (rule.kind !== 'points-per-engagement' || rule.when !== undefined) return;
      rule.on.forEach((kind, position) => {
        const other = always.get(kind);
        if (other === undefined) always.set(kind, rule.name);
        else if (other !== rule.name)
          issue(['rules', index, 'on', position], `"${kind}" is paid by the rule ${other} already`);
      });
    });
    rules.forEach((rule, index) => {
      if (rule.kind !== 'points-per-achievement' || rule.of !== 'friends') return;
      if (!rules.some(({ kind }) => kind === 'points-per-referral'))
        issue(
          ['rules', index, 'of'],
          'must be something else: without a rule of kind points-per-referral no friend counts',
        );
    });
    const partners = new Set(coalition?.partners.map(({ id }) => id));
    const known = partners.size > 0 ? [...partners].join(', ') : 'none: there is no coalition';
    rules.forEach((rule, index) => {
      if (rule.kind !== 'points-per-partner-amount') return;
      for (const partner of Object.keys(rule.perFullMinor)) {
        if (!partners.has(partner))
          issue(['rules', index, 'perFullMinor', partner], `is no partner of the coalition (${known})`);
      }
    });
    rewards.forEach(({ id, redeemedAt }, index) => {
      if (rewards.findIndex((other) => other.id === id) < index) {
        issue(['rewards', index, 'id'], `the reward "${id}" is there twice`);
      }
      if (redeemedAt !== undefined && !partners.has(redeemedAt)) {
        issue(['rewards', index, 'redeemedAt'], `is no partner of the coalition (${known})`);
      }
    });
    for (const { path, message } of accessWindowMistakes(programme.accessWindows, programme.tiers))
      issue(path, message);
    const windows = accessWindowsOf(programme);
    campaigns.forEach((campaign, index) => {
      if (campaigns.findIndex((other) => other.id === campaign.id) < index) {
        issue(['campaigns', index, 'id'], `the campaign "${campaign.id}" is there twice`);
      }
      if (pointsOf(campaign) > 0 && (awards.has(campaign.id) || RESERVED_NAMES.has(campaign.id))) {
        const message = `the name "${campaign.id}" is taken by a rule or by the ledger; points of a campaign need their own`;
        issue(['campaigns', index, 'id'], message);
      }
      for (const { path, message } of [
        ...costMistakes(campaign, programme.offers),
        ...invitationMistakes(campaign, windows),
      ])
        issue(['campaigns', index, ...path], message);
    });
    const audiences = programme.audiences.map(({ id }) => id);
    audiences.forEach((id, index) => {
      if (audiences.indexOf(id) < index) issue(['audiences', index, 'id'], `the audience "${id}" is there twice`);
    });
    campaigns.forEach((campaign, index) => {
      const { trigger } = campaign;
      if (trigger.kind === 'schedule' && !trigger.at && trigger.cron === undefined)
        issue(['campaigns', index, 'trigger'], 'needs at, with its instants, or cron, with a recurrence');
      for (const { path, message, offset } of audienceMistakes(campaign, audiences)) {
        const params = offset === undefined ? {} : { params: { offset } };
        context.addIssue({ code: 'custom', path: ['campaigns', index, ...path], message, ...params });
      }
    });
  });

export type Programme = z.output<typeof programmeSchema>;

/** With it ten of the largest orders there can be (2^53 minor units) fit the database's sums. */
const POINTS_PER_MINOR_MAX = 100;

/** Amounts that would bring more points for a minor unit than may be. */
function ratesTooHigh({ rules, tiers }: Pick<Programme, 'rules' | 'tiers'>): { path: PropertyKey[]; least: number }[] {
  const highestPercent = Math.max(100, ...(tiers?.levels ?? []).map((level) => level.multiplierPercent));
  const tooHigh = (amounts: Readonly<Record<string, number>>, least: number, path: PropertyKey[]) =>
    Object.entries(amounts).flatMap(([currency, minor]) =>
      minor < least ? [{ path: [...path, currency], least }] : [],
    );
  return rules.flatMap((rule, index) => {
    const path = ['rules', index, 'perFullMinor'];
    switch (rule.kind) {
      case 'points-per-amount':
        return tooHigh(rule.perFullMinor, Math.ceil((rule.points * highestPercent) / 100 / POINTS_PER_MINOR_MAX), path);
      case 'points-per-partner-amount':
        return Object.entries(rule.perFullMinor).flatMap(([partner, amounts]) =>
          tooHigh(amounts, Math.ceil(rule.points / POINTS_PER_MINOR_MAX), [...path, partner]),
        );
      default:
        return [];
    }
  });
}

/** What the member reads, by the name of the award. */
export function awardTexts(programme: Programme): ReadonlyMap<string, string> {
  const known = textsOf.get(programme);
  if (known) return known;
  const ofCampaigns = programme.campaigns.filter((campaign) => pointsOf(campaign) > 0);
  const texts = new Map([
    ...ofCampaigns.map(({ id, text }) => [id, text] as const),
    ...programme.rules.flatMap(awardsOf).map(({ name, text }) => [name, text] as const),
  ]);
  textsOf.set(programme, texts);
  return texts;
}

/** Every message asks. */
const textsOf = new WeakMap<Programme, ReadonlyMap<string, string>>();
