import { isEvent, referralCreated, type EventOf } from '@perennial/contracts';

import type { ReferralVerdict } from './history.js';
import { eligibleMinor, netEligible, reaches } from './order-worth.js';
import { isBefore, type Place } from './places.js';
import { personAt, type Order, type Story } from './story.js';

/** A referral and what became of it. */
export interface Referral {
  readonly event: EventOf<typeof referralCreated>;
  readonly verdict: ReferralVerdict;
  readonly qualifiedBy: Order | undefined;
  /** Where a return undoes it. */
  readonly undoneAt: Place | undefined;
}

interface Edge {
  readonly event: EventOf<typeof referralCreated>;
  qualifiedBy: Order | undefined;
}

/**
 * All referrals in order of things, each judged by those accepted before it: between those who the customers it names had
 * become by then. Then the orders, each of which may qualify one.
 */
export function referralsOf(story: Story): Referral[] {
  if (!story.programme.referral) return [];
  const accepted: Edge[] = [];
  const judged = story.events
    .filter((event) => isEvent(referralCreated, event))
    .map((event) => {
      const verdict = judge(story, accepted, event);
      const edge: Edge = { event, qualifiedBy: undefined };
      if (verdict === 'accepted') accepted.push(edge);
      return { edge, verdict };
    });
  for (const order of story.orders) qualify(story, accepted, order);
  return judged.map(({ edge: { event, qualifiedBy }, verdict }) => {
    return { event, verdict, qualifiedBy, undoneAt: qualifiedBy && undoingPlace(story, qualifiedBy) };
  });
}

function refereeAt(story: Story, { event }: Edge, place: Place): string {
  return personAt(story, event.data.refereeId, place);
}

function referrerAt(story: Story, { event }: Edge, place: Place): string {
  return personAt(story, event.data.referrerId, place);
}

function judge(story: Story, accepted: readonly Edge[], place: Referral['event']): ReferralVerdict {
  const { notice } = story;
  const referrer = personAt(story, place.data.referrerId, place);
  const referee = personAt(story, place.data.refereeId, place);
  if (referrer === referee) {
    notice('referral of oneself');
    return 'self-referral';
  }
  if (accepted.some((edge) => refereeAt(story, edge, place) === referee)) {
    notice('referral of somebody referred');
    return 'already-referred';
  }
  if (ancestorsOf(story, accepted, referrer, place).includes(referee)) {
    notice('referral in a circle');
    return 'referral-cycle';
  }
  const bought = story.orders.some(
    (order) =>
      order.customerId !== undefined &&
      isBefore(order.place, place) &&
      personAt(story, order.customerId, place) === referee,
  );
  notice(bought ? 'referral of a customer' : 'referral accepted');
  return bought ? 'existing-customer' : 'accepted';
}

/** Who referred `person`, who referred these, and so on: more than one each where several became one. */
function ancestorsOf(story: Story, accepted: readonly Edge[], person: string, place: Place): string[] {
  const chain = [person];
  for (const child of chain) {
    for (const edge of accepted.filter((one) => refereeAt(story, one, place) === child)) {
      const parent = referrerAt(story, edge, place);
      if (!chain.includes(parent)) chain.push(parent);
    }
  }
  return chain.slice(1);
}

/** Somebody is brought once, and by somebody else: by the first referral that does not turn out to be of oneself. */
function qualify(story: Story, accepted: readonly Edge[], order: Order): void {
  const { customerId, place } = order;
  if (customerId === undefined) return;
  const buyer = personAt(story, customerId, place);
  const own = accepted.filter((edge) => isBefore(edge.event, place) && refereeAt(story, edge, place) === buyer);
  const open = own.filter((edge) => referrerAt(story, edge, place) !== buyer);
  if (own.length > open.length) story.notice('referral of oneself by a merge');
  if (own.length > 1) story.notice('several referrals of one person');
  const [first] = open;
  if (!first || own.some(({ qualifiedBy }) => qualifiedBy)) return;
  const from = story.programme.referral?.fromMinor(order.data.currency);
  const enough = from !== undefined && eligibleMinor(story.programme, order) >= BigInt(from);
  if (enough) first.qualifiedBy = order;
  else story.notice('order too small to qualify');
}

function undoingPlace(story: Story, order: Order): Place | undefined {
  const from = story.programme.referral?.fromMinor(order.data.currency) ?? 0;
  return order.returns.find((_, index) => !reaches(netEligible(story.programme, order, index + 1), from))?.place;
}
