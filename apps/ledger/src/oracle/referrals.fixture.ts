import { isEvent, referralCreated, type EventOf } from '@perennial/contracts';

import type { ReferralVerdict } from './history.fixture.js';
import { eligibleMinor, netEligible, reaches } from './order-worth.fixture.js';
import { isBefore, type Place } from './places.fixture.js';
import { personAt, type Order, type Story } from './story.fixture.js';

/** A referral and what became of it. */
export interface Referral {
  readonly event: EventOf<typeof referralCreated>;
  readonly verdict: ReferralVerdict;
  readonly qualifiedBy: Order | undefined;
  /** Where a return undoes it. */
  readonly undoneAt: Place | undefined;
}

interface Edge {
  readonly referralId: string;
  readonly referrer: string;
  readonly referee: string;
}

/** All referrals in order of things, each judged by those accepted before it. */
export function referralsOf(story: Story): Referral[] {
  if (!story.programme.referral) return [];
  const accepted: Edge[] = [];
  return story.events
    .filter((event) => isEvent(referralCreated, event))
    .map((event) => {
      const edge = {
        referralId: event.data.referralId,
        referrer: personAt(story, event.data.referrerId, event),
        referee: personAt(story, event.data.refereeId, event),
      };
      const verdict = judge(story, accepted, edge, event);
      if (verdict !== 'accepted') return { event, verdict, qualifiedBy: undefined, undoneAt: undefined };
      accepted.push(edge);
      const qualifiedBy = qualifyingOrder(story, event);
      return { event, verdict, qualifiedBy, undoneAt: qualifiedBy && undoingPlace(story, qualifiedBy) };
    });
}

function judge(story: Story, accepted: readonly Edge[], edge: Edge, place: Place): ReferralVerdict {
  const { notice } = story;
  if (edge.referrer === edge.referee) {
    notice('referral of oneself');
    return 'self-referral';
  }
  if (accepted.some(({ referee }) => referee === edge.referee)) {
    notice('referral of somebody referred');
    return 'already-referred';
  }
  if (ancestorsOf(accepted, edge.referrer).includes(edge.referee)) {
    notice('referral in a circle');
    return 'referral-cycle';
  }
  const bought = story.orders.some(
    (order) =>
      order.customerId !== undefined &&
      isBefore(order.place, place) &&
      personAt(story, order.customerId, place) === edge.referee,
  );
  notice(bought ? 'referral of a customer' : 'referral accepted');
  return bought ? 'existing-customer' : 'accepted';
}

/** Who referred `person`, who referred that one, and so on. */
function ancestorsOf(accepted: readonly Edge[], person: string): string[] {
  const chain: string[] = [];
  for (let at: string | undefined = person; at !== undefined && !chain.includes(at);) {
    chain.push(at);
    const child: string = at;
    at = accepted.find(({ referee }) => referee === child)?.referrer;
  }
  return chain.slice(1);
}

function qualifyingOrder(story: Story, event: Referral['event']): Order | undefined {
  return story.orders.find((order) => {
    if (order.customerId === undefined || isBefore(order.place, event)) return false;
    const buyer = personAt(story, order.customerId, order.place);
    const referrer = personAt(story, event.data.referrerId, order.place);
    if (buyer !== personAt(story, event.data.refereeId, order.place) || buyer === referrer) return false;
    const from = story.programme.referral?.fromMinor(order.data.currency);
    const enough = from !== undefined && eligibleMinor(story.programme, order) >= BigInt(from);
    if (!enough) story.notice('order too small to qualify');
    return enough;
  });
}

function undoingPlace(story: Story, order: Order): Place | undefined {
  const from = story.programme.referral?.fromMinor(order.data.currency) ?? 0;
  return order.returns.find((_, index) => !reaches(netEligible(story.programme, order, index + 1), from))?.place;
}
