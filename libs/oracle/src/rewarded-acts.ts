import {
  engagementRecorded,
  isEvent,
  partnerAccrued,
  partnerReversed,
  reviewPublished,
  reviewUnpublished,
} from '@perennial/contracts';

import type { Happening } from './happenings.js';
import { grant, roomFor } from './limits.js';
import { comparePlaces, placeOfUndoing } from './places.js';
import { personAt, rateAt, type Story } from './story.js';
import { award, clawBack, type Books } from './wallets.js';

/** What was paid, and is not paid again. */
interface Paid {
  readonly person: string;
  /** The sku, or the proof. */
  readonly what: string;
}

export function happeningsOfReviews(story: Story, books: Books): Happening[] {
  const rule = story.programme.review;
  if (!rule) return [];
  const paid: Paid[] = [];
  const paidReviews = new Map<string, number>();
  return story.events
    .filter((event) => isEvent(reviewPublished, event))
    .flatMap((event) => {
      const { reviewId, customerId, sku, verified } = event.data;
      const publish = () => {
        const person = personAt(story, customerId, event);
        if (!verified) return story.notice('review not verified');
        if (isPaid(paid, person, sku)) return story.notice('review of a sku paid before');
        const points = grant(books, person, 'review', rule.points, event.at);
        if (points === 0) return;
        paid.push({ person, what: sku });
        paidReviews.set(reviewId, points);
        story.notice('review paid');
        award(books, person, `review ${reviewId}`, points, event, 'review');
      };
      const taken = story.events
        .filter((other) => isEvent(reviewUnpublished, other))
        .find(({ data }) => data.reviewId === reviewId);
      if (!taken) return [{ place: event, act: publish }];
      const place = placeOfUndoing(event, taken);
      const takeBack = () => {
        if (place.directlyAfter) story.notice('review taken back before it was published');
        const points = paidReviews.get(reviewId);
        if (points === undefined) return story.notice('unpaid review taken back');
        story.notice('review taken back');
        if (personAt(story, customerId, place) !== personAt(story, customerId, event))
          story.notice('review taken back after a merge');
        clawBack(books, personAt(story, customerId, place), `review ${reviewId}`, points, place.at);
      };
      return [
        { place: event, act: publish },
        { place, act: takeBack },
      ];
    });
}

function isPaid(paid: readonly Paid[], person: string, what: string): boolean {
  return paid.some((one) => one.person === person && one.what === what);
}

export function happeningsOfEngagement(story: Story, books: Books): Happening[] {
  const { socialShare, attendance } = story.programme;
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
        if (socialShare && kind === 'social-shared') {
          if (proofId === undefined) return notice('share without proof');
          if (isPaid(shares, person, proofId)) return notice('proof used twice');
          const points = grant(books, person, 'share', socialShare.points, event.at);
          if (points === 0) return;
          shares.push({ person, what: proofId });
          notice('share paid');
          award(books, person, name, points, event, 'share');
        }
        if (attendance && (kind === 'event-attended' || kind === 'workshop-attended')) {
          if (proofId === undefined) return notice('attendance without proof');
          if (isPaid(attendances, person, proofId)) return notice('proof used twice');
          const points = grant(books, person, 'attendance', attendance.points, event.at);
          if (points === 0) return;
          attendances.push({ person, what: proofId });
          notice('attendance paid');
          award(books, person, name, points, event, 'attendance');
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
      const { partnerId, externalId, customerId, amountMinor } = event.data;
      const name = `accrual ${partnerId} ${externalId}`;
      const rate = rateAt(story, event.data, event.at);
      const worth = (minor: number) => (rate === undefined ? 0 : Math.floor(Math.max(0, minor) / rate));
      let room = Infinity;
      let awarded = 0;
      const accrue = () => {
        story.notice(worth(amountMinor) > 0 ? 'partner accrual' : 'partner accrual worth nothing');
        const person = personAt(story, customerId, event);
        room = roomFor(books, person, 'order', event.at);
        awarded = grant(books, person, 'order', worth(amountMinor), event.at);
        award(books, person, name, awarded, event);
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
            left -= minor;
            const still = Math.min(worth(left), room);
            clawBack(books, personAt(story, customerId, place), name, awarded - still, place.at);
            awarded = still;
          },
        }));
      return [{ place: event, act: accrue }, ...undoings];
    });
}
