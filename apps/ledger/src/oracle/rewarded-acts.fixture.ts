import {
  engagementRecorded,
  isEvent,
  partnerAccrued,
  partnerReversed,
  reviewPublished,
  reviewUnpublished,
} from '@perennial/contracts';

import { dayOf, monthOf } from './calendar.fixture.js';
import type { Happening } from './happenings.fixture.js';
import { comparePlaces, placeOfUndoing } from './places.fixture.js';
import { personAt, type Story } from './story.fixture.js';
import { award, clawBack, type Books } from './wallets.fixture.js';

/** A paid fact, as limits count it. */
interface Paid {
  readonly person: string;
  /** The sku, or the proof. */
  readonly what: string;
  readonly period: string;
}

export function happeningsOfReviews(story: Story, books: Books): Happening[] {
  const rule = story.programme.review;
  if (!rule) return [];
  const paid: Paid[] = [];
  const paidReviews = new Set<string>();
  return story.events
    .filter((event) => isEvent(reviewPublished, event))
    .flatMap((event) => {
      const { reviewId, customerId, sku, verified } = event.data;
      const publish = () => {
        const person = personAt(story, customerId, event);
        const period = monthOf(story.programme.zone, event.at);
        const before = paid.filter((one) => one.person === person);
        if (!verified) return story.notice('review not verified');
        if (before.some(({ what }) => what === sku)) return story.notice('review of a sku paid before');
        if (before.filter((one) => one.period === period).length >= rule.perMonth)
          return story.notice('review beyond the limit');
        paid.push({ person, what: sku, period });
        paidReviews.add(reviewId);
        story.notice('review paid');
        award(books, person, `review ${reviewId}`, rule.points, event);
      };
      const taken = story.events
        .filter((other) => isEvent(reviewUnpublished, other))
        .find(({ data }) => data.reviewId === reviewId);
      if (!taken) return [{ place: event, act: publish }];
      const place = placeOfUndoing(event, taken);
      const takeBack = () => {
        if (place.directlyAfter) story.notice('review taken back before it was published');
        if (!paidReviews.has(reviewId)) return story.notice('unpaid review taken back');
        story.notice('review taken back');
        if (personAt(story, customerId, place) !== personAt(story, customerId, event))
          story.notice('review taken back after a merge');
        clawBack(books, personAt(story, customerId, place), `review ${reviewId}`, rule.points, place.at);
      };
      return [
        { place: event, act: publish },
        { place, act: takeBack },
      ];
    });
}

export function happeningsOfEngagement(story: Story, books: Books): Happening[] {
  const { socialShare, attendance, zone } = story.programme;
  const shares: Paid[] = [];
  const attendances: Paid[] = [];
  const { notice } = story;
  return story.events
    .filter((event) => isEvent(engagementRecorded, event))
    .map((event) => {
      const { kind, proofId, customerId } = event.data;
      const act = () => {
        const person = personAt(story, customerId, event);
        const name = `engagement ${event.source} ${event.id}`;
        const period = dayOf(zone, event.at);
        if (socialShare && kind === 'social-shared') {
          const before = shares.filter((one) => one.person === person);
          if (proofId === undefined) return notice('share without proof');
          if (before.some(({ what }) => what === proofId)) return notice('proof used twice');
          if (before.filter((one) => one.period === period).length >= socialShare.perDay)
            return notice('share beyond the limit');
          shares.push({ person, what: proofId, period });
          notice('share paid');
          award(books, person, name, socialShare.points, event);
        }
        if (attendance && (kind === 'event-attended' || kind === 'workshop-attended')) {
          if (proofId === undefined) return notice('attendance without proof');
          if (attendances.some((one) => one.person === person && one.what === proofId))
            return notice('proof used twice');
          attendances.push({ person, what: proofId, period });
          notice('attendance paid');
          award(books, person, name, attendance.points, event);
        }
      };
      return { place: event, act };
    });
}

export function happeningsOfPartners(story: Story, books: Books): Happening[] {
  if (!story.programme.partners) return [];
  const reversals = story.events.filter((event) => isEvent(partnerReversed, event));
  return story.events
    .filter((event) => isEvent(partnerAccrued, event))
    .flatMap((event) => {
      const { partnerId, externalId, customerId, currency, amountMinor } = event.data;
      const name = `accrual ${partnerId} ${externalId}`;
      const rate = story.programme.rateOf(currency, partnerId);
      const worth = (minor: number) => (rate === undefined ? 0 : Math.floor(Math.max(0, minor) / rate));
      const accrue = () => {
        story.notice(worth(amountMinor) > 0 ? 'partner accrual' : 'partner accrual worth nothing');
        award(books, personAt(story, customerId, event), name, worth(amountMinor), event);
      };
      let left = amountMinor;
      const undoings = reversals
        .filter(({ data }) => data.partnerId === partnerId && data.externalId === externalId)
        .map((reversal) => ({ place: placeOfUndoing(event, reversal), minor: reversal.data.amountMinor }))
        .sort((a, b) => comparePlaces(a.place, b.place))
        .map(({ place, minor }) => ({
          place,
          act: () => {
            story.notice(place.directlyAfter ? 'reversal dated before its accrual' : 'partner reversal');
            clawBack(books, personAt(story, customerId, place), name, worth(left) - worth(left - minor), place.at);
            left -= minor;
          },
        }));
      return [{ place: event, act: accrue }, ...undoings];
    });
}
