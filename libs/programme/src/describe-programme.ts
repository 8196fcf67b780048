import { accessSentences } from './describe-access.js';
import { expirySentences } from './describe-expiry.js';
import { earningSentences } from './describe-limits.js';
import { boundsSentences, campaignSentence } from './describe-campaign.js';
import { caseSentences } from './describe-cases.js';
import { reviewTrustSentences } from './describe-review-trust.js';
import { describeRule } from './describe-rule.js';
import { surveySentences } from './describe-surveys.js';
import { counted, either, money, wordsOf, type Words } from './plain-words.js';
import type { Programme } from './programme.schema.js';
import type { CatalogueReward } from './rewards.schema.js';
import type { TierSettings } from './tiers.schema.js';

/** A part of a programme in plain language: one sentence for each rule, tier, reward. */
export interface ProgrammeSection {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** The programme as one explains it to somebody who takes part, from the document that decides. */
export function describeProgramme(programme: Programme): ProgrammeSection[] {
  const {
    rules,
    earning,
    tiers,
    rewards,
    expiry,
    coalition,
    households,
    adjustments,
    audiences,
    offers,
    campaigns,
    cases,
    surveys,
    reviewTrust,
    unit,
  } = programme;
  const words = wordsOf(programme);
  const sections: ProgrammeSection[] = [
    {
      title: `How to get ${unit}`,
      sentences: [...rules.map((rule) => describeRule(rule, words)), ...earningSentences(earning, words)],
    },
    { title: 'Tiers', sentences: tiers ? tierSentences(tiers, words) : [] },
    { title: `What ${unit} are for`, sentences: rewards.map((reward) => rewardSentence(reward, words)) },
    { title: `How long ${unit} last`, sentences: expirySentences(expiry, words) },
    { title: 'Partners', sentences: coalition ? coalitionSentences(coalition, words) : [] },
    {
      title: 'Together',
      sentences: households
        ? [
            `Up to ${households.membersMax} members can form a household: each keeps a balance, and they redeem together.`,
          ]
        : [],
    },
    {
      title: 'Audiences',
      sentences: audiences.map(({ id, text, when }) => `${id}: ${text ?? 'customers'}, when ${when}.`),
    },
    { title: 'Early access', sentences: accessSentences(programme) },
    {
      title: 'Personal offers',
      sentences: campaigns.length === 0 ? [] : [...campaigns.map(campaignSentence), ...boundsSentences(offers)],
    },
    { title: 'When something went wrong', sentences: cases ? caseSentences(cases) : [] },
    { title: 'Surveys', sentences: surveys ? surveySentences(surveys) : [] },
    { title: 'Reviews', sentences: reviewTrust ? reviewTrustSentences(reviewTrust) : [] },
    { title: 'Recommendations', sentences: recommendationSentences(programme.recommendations) },
    {
      title: 'By hand',
      sentences: [
        `More than ${words.points(adjustments.approvalAbovePoints)} given or taken by a person wait for a second person.`,
      ],
    },
  ];
  return sections.filter(({ sentences }) => sentences.length > 0);
}

function tierSentences(
  { levels, memberships, windowDays, graceDays, noticeDays }: TierSettings,
  words: Words,
): string[] {
  const tiers = levels.map(({ id, from, multiplierPercent, benefits }) => {
    const gives = [
      multiplierPercent === 100 ? [] : [`${multiplierPercent / 100} times the ${words.unit} for purchases`],
      benefits?.freeShipping ? ['free shipping'] : [],
      benefits?.earlyAccessHours ? [`early access by ${counted(benefits.earlyAccessHours, 'hour')}`] : [],
      benefits?.others ?? [],
    ].flat();
    const reached =
      from === 0
        ? 'from the start'
        : `from ${words.points(from)} for purchases of the last ${counted(windowDays, 'day')}`;
    return `${id}, ${reached}${gives.length === 0 ? '' : `: ${either(gives, 'and')}`}.`;
  });
  const bought = memberships.map(
    ({ sku, tier, days }) => `Who buys ${sku} is ${tier} at least, for ${counted(days, 'day')}.`,
  );
  if (levels.length === 1) return [...tiers, ...bought];
  const told = noticeDays === undefined ? '' : ` ${counted(noticeDays, 'day')} before, the member is told.`;
  const lost = `When the ${words.unit} for a tier are no longer there, it is kept for ${counted(graceDays, 'day')}; then it is one tier down.${told}`;
  return [...tiers, ...bought, lost];
}

function rewardSentence(reward: CatalogueReward, words: Words): string {
  const details: string[] = [];
  if (reward.kind === 'gift' && reward.choices) details.push(`choose ${either(reward.choices)}`);
  if (reward.kind === 'experience' && reward.slotsPerMonth !== undefined)
    details.push(`${reward.slotsPerMonth} a calendar month`);
  if (reward.kind === 'discount') {
    const { value, validDays } = reward;
    const ends = validDays === undefined ? '' : `, valid ${counted(validDays, 'day')}`;
    details.push(`a code worth ${money(value.amountMinor, value.currency)}${ends}`);
  }
  if (reward.redeemedAt !== undefined) details.push(`at ${words.partner(reward.redeemedAt)}`);
  if (reward.stock !== undefined) details.push(`${reward.stock} in all`);
  return `${reward.text} for ${words.points(reward.points)}${details.length === 0 ? '' : ` (${details.join('; ')})`}.`;
}

function coalitionSentences(coalition: NonNullable<Programme['coalition']>, { unit }: Words): string[] {
  const { partners, currency, issuedMinorPer1000Points: issued, redeemedMinorPer1000Points: redeemed } = coalition;
  return [
    `${either(
      partners.map(({ text }) => text),
      'and',
    )} give and take the same ${unit}.`,
    `A partner pays ${money(issued, currency)} for 1000 ${unit} earned with it, and gets ${money(redeemed, currency)} for 1000 redeemed at it.`,
  ];
}

function recommendationSentences({ holdoutPercent }: Programme['recommendations']): string[] {
  if (holdoutPercent === 0) return [];
  return [
    `${holdoutPercent} % of the members are recommended only what is popular, so that the effect of recommendations can be measured.`,
  ];
}
