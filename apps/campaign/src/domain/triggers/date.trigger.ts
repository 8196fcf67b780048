import type { Campaign } from '@perennial/programme';
import { DateTime, IANAZone } from 'luxon';

import { DAY_MS } from '../day.js';
import type { Candidate } from '../candidate.js';
import type { CustomerFeatures } from '../features.js';
import { holds } from './event.trigger.js';

export type DateCampaign = Campaign & { readonly trigger: Extract<Campaign['trigger'], { kind: 'date' }> };

export const isDateCampaign = (campaign: Campaign): campaign is DateCampaign => campaign.trigger.kind === 'date';

/** A day of the year. */
export interface MonthDay {
  readonly month: number;
  readonly day: number;
}

/** @param leapDay where 29 February is kept in a year that has none */
export function dayInYear(
  year: number,
  { month, day }: MonthDay,
  zone: string,
  leapDay: DateCampaign['trigger']['leapDay'],
): DateTime {
  const first = DateTime.fromObject({ year, month, day: 1 }, { zone });
  if (day > (first.daysInMonth ?? day) && leapDay === 'march-1') return first.plus({ months: 1 });
  return first.set({ day: Math.min(day, first.daysInMonth ?? day) });
}

export interface Today {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The programme's. */
  readonly timeZone: string;
  /** Of the service: dates are its own events. */
  readonly source: string;
  readonly maxReactionAgeDays: number;
}

/**
 * The customer's date for which a campaign's time has come: the one whose days `daysBefore` before until `daysAfter` after
 * contain the instant. A gift, which does not end with its days, is made as long after their beginning as anything is answered:
 * the service may have been away. Days are those of the customer's time zone, else the programme's.
 */
export function triggeredByDate(
  campaign: DateCampaign,
  customerId: string,
  features: CustomerFeatures,
  { now, timeZone, source, maxReactionAgeDays }: Today,
): Candidate | undefined {
  const { trigger } = campaign;
  const date = dateOf(trigger.of, features);
  if (!date || !holds(trigger.when, features)) return undefined;
  const zone = zoneOf(features.profile.timezone) ?? timeZone;
  const { year } = DateTime.fromMillis(now, { zone });
  for (const candidateYear of [year + 1, year, year - 1]) {
    if (date.year !== undefined && candidateYear <= date.year) continue;
    const day = dayInYear(candidateYear, date, zone, trigger.leapDay);
    const from = day.minus({ days: trigger.daysBefore }).startOf('day').toMillis();
    const until = day
      .plus({ days: trigger.daysAfter + 1 })
      .startOf('day')
      .toMillis();
    const late = campaign.offer?.kind === 'gift' ? from + maxReactionAgeDays * DAY_MS : until;
    if (now < from || now >= Math.max(until, late)) continue;
    const occasion = String(candidateYear);
    const cause = { id: `${campaign.id}/${occasion}`, source, at: from };
    return { customerId, campaign, cause, occasion, until };
  }
  return undefined;
}

/** What a campaign has decided about a date of a customer. */
export interface DecidedDate {
  readonly occasion: string;
  /** By the service's clock; milliseconds since 1970. */
  readonly decidedAt: number;
  /** It was answered, or it is not for this customer: not something that may pass, such as a cap or a budget. */
  readonly isFinal: boolean;
}

/**
 * The same, where it was not decided before: an offer that the cap, the margin or a budget withheld is asked for again on each
 * later day of its days, beginning with that day.
 */
export function triggeredByDateStill(
  campaign: DateCampaign,
  customerId: string,
  known: { readonly features: CustomerFeatures; readonly decided: readonly DecidedDate[] },
  today: Today,
): Candidate | undefined {
  const candidate = triggeredByDate(campaign, customerId, known.features, today);
  const before = known.decided.filter(({ occasion }) => occasion === candidate?.occasion);
  if (!candidate || before.length === 0) return candidate;
  const { cause, until = 0 } = candidate;
  const zone = zoneOf(known.features.profile.timezone) ?? today.timeZone;
  const day = DateTime.fromMillis(today.now, { zone }).startOf('day');
  const isTried = before.some(({ isFinal, decidedAt }) => isFinal || decidedAt >= day.toMillis());
  if (isTried || today.now >= until) return undefined;
  return { ...candidate, cause: { ...cause, id: `${cause.id}/${day.toFormat('yyyy-MM-dd')}`, at: day.toMillis() } };
}

/** The month and the day; and of a first purchase and a birth the year, as there is no anniversary in it. */
function dateOf(
  of: DateCampaign['trigger']['of'],
  { firstPurchaseDay, profile }: CustomerFeatures,
): (MonthDay & { readonly year?: number }) | undefined {
  const text = of === 'birthday' ? profile.birthDate : firstPurchaseDay;
  const match = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(text ?? '');
  if (!match) return undefined;
  const date = { month: Number(match[2]), day: Number(match[3]) };
  return match[1] === '-' ? date : { ...date, year: Number(match[1]) };
}

function zoneOf(name: string | undefined): string | undefined {
  return name !== undefined && IANAZone.isValidZone(name) ? name : undefined;
}

/**
 * The days of the year, as `MM-DD`, of customers for whom a campaign's time may have come: a day more on either side, for whatever
 * time zone they are in, and 29 February with both days on which it may be kept.
 */
export function daysToLookAt({ trigger }: DateCampaign, { now, maxReactionAgeDays }: Today): string[] {
  const days = new Set<string>();
  const today = DateTime.fromMillis(now, { zone: 'utc' });
  const after = Math.max(trigger.daysAfter, maxReactionAgeDays - trigger.daysBefore);
  for (let offset = -after - 1; offset <= trigger.daysBefore + 1; offset += 1) {
    const day = today.plus({ days: offset }).toFormat('MM-dd');
    days.add(day);
    if (day === '02-28' || day === '03-01') days.add('02-29');
  }
  return [...days];
}
