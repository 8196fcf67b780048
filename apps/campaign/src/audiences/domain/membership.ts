import { compileCondition } from '@perennial/programme';

import { isBackfilled, isSettled, type ReactionClock } from '../../domain/backfilled.js';
import { customerInConditions, type CustomerFeatures } from '../../domain/features.js';

/** Instants are milliseconds since 1970, by the service's clock. */
export interface Membership {
  readonly customerId: string;
  readonly audience: string;
  readonly inside: boolean;
  readonly enteredAt: number;
  /** Of those inside: when they left the time before. */
  readonly leftAt?: number | undefined;
  /** Whether it was published last that the customer is inside. */
  readonly told: boolean;
  /** How often anything was published. */
  readonly timesTold: number;
  /** When it is to be published that it is otherwise now. */
  readonly tellAt?: number | undefined;
}

/** A membership as it is now. */
export interface MembershipChange extends Membership {
  /** Whether it is published now. */
  readonly publishes: boolean;
}

/** While more is told of a customer's old purchases, it is waited for what remains: one message for all of it. */
export const QUIET_MS = 3_600_000;

/** Which audiences there are, and of a customer what is known. */
export interface AskedCustomer {
  readonly customerId: string;
  readonly features: CustomerFeatures;
  /** Of the audiences that the customer is in, or was. */
  readonly known: readonly Membership[];
}

export interface MembershipClock {
  /** When the customer is taken to have entered or left. */
  readonly at: number;
  /** When to publish it: now, or later. */
  readonly tell: 'now' | number;
}

/**
 * The memberships of a customer that are otherwise now, or are told now. A condition that cannot be answered, because something is
 * not known of the customer, is not true of them.
 */
export function membershipChanges(
  audiences: readonly { readonly id: string; readonly when: string | undefined }[],
  { customerId, features, known }: AskedCustomer,
  { at, tell }: MembershipClock,
): MembershipChange[] {
  const customer = customerInConditions(features);
  return audiences.flatMap(({ id, when }) => {
    const before = known.find(({ audience }) => audience === id);
    const inside = when !== undefined && compileCondition(when)({ customer });
    const isAsBefore = (before?.inside ?? false) === inside;
    // What is due to be told already is told as late as it is.
    if (isAsBefore && !(tell === 'now' && before?.tellAt !== undefined && before.tellAt > at)) return [];
    const moved = isAsBefore ? before : { ...before, ...(inside ? { enteredAt: at } : { leftAt: at }) };
    const { enteredAt = at, leftAt, told = false, timesTold = 0 } = moved ?? {};
    const membership = { customerId, audience: id, inside, enteredAt, leftAt, told, timesTold };
    if (tell === 'now') return [toldOf(membership)];
    return [{ ...membership, tellAt: told === inside ? undefined : tell, publishes: false }];
  });
}

/** A membership that is published as it is, if that is not what was published last. */
export function toldOf(membership: Membership): MembershipChange {
  const { told, inside, timesTold } = membership;
  const publishes = told !== inside;
  return { ...membership, told: inside, timesTold: timesTold + (publishes ? 1 : 0), tellAt: undefined, publishes };
}

/**
 * Whether what became of a customer is news, to be told at once: not what happened long ago, nor, while a backfill may still go on,
 * anything about who is known from old purchases only, or whose purchases the metrics have heard of and are still to come here.
 */
export function isNews(cause: { readonly at: number }, features: CustomerFeatures, clock: ReactionClock): boolean {
  if (clock.now - cause.at >= clock.maxReactionAgeMs) return false;
  if (features.purchases === 0) return features.values.length === 0;
  return !isBackfilled(features) || isSettled(features, clock);
}
