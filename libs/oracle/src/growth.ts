import {
  customerErased,
  customerMerged,
  isEvent,
  purchaseCompleted,
  returnCompleted,
  type Envelope,
} from '@perennial/contracts';

import { acceptedOf } from './acceptance.js';
import { DAY } from './calendar.js';
import type { Decision, History, ProgrammeId } from './history.js';
import { programmes } from './programmes.js';
import type { Purchase, Return } from './story.js';

/** What decides the next fact: plain numbers, so that a failing history shrinks to fewer and smaller ones. */
export interface Step {
  readonly kind: number;
  readonly who: number;
  readonly other: number;
  readonly time: number;
  readonly base: number;
  readonly span: number;
  readonly amount: number;
  readonly detail: number;
}

/** A history while it grows. */
export interface Growth {
  readonly programme: ProgrammeId;
  readonly events: Envelope[];
  readonly decisions: Decision[];
  clock: number;
  count: number;
}

export type Grow = (growth: Growth, step: Step) => void;

export const people = ['ann', 'bob', 'cat', 'dan'];

const HOUR = 3_600_000;

const travelling: readonly string[] = [
  // 14 days before the hour that does not exist, and before the hour that comes twice.
  '2027-03-14T01:30:00Z',
  '2027-10-17T00:30:00Z',
  '2027-10-17T01:30:00Z',
  // The last millisecond of a day in London, in summer and in winter.
  '2027-08-31T22:59:59.999Z',
  '2028-02-29T23:59:59.999Z',
  '2028-03-01T00:00:00Z',
];

const anchors: Readonly<Record<ProgrammeId, readonly string[]>> = {
  jeweller: [
    '2027-01-31T23:59:59.999Z',
    '2027-02-01T00:00:00Z',
    '2028-02-28T12:00:00Z',
    '2028-02-29T12:00:00Z',
    '2028-03-01T00:00:00Z',
  ],
  'travel-club': travelling,
  'travel-club-on-delivery': travelling,
  boutique: [
    // The first and the last instant of a day and of a month in London, in winter and in summer.
    '2027-01-31T23:59:59.999Z',
    '2027-02-01T00:00:00Z',
    '2027-06-30T22:59:59.999Z',
    '2027-06-30T23:00:00Z',
    '2028-02-29T12:00:00Z',
  ],
  challenges: [
    // The last millisecond of a month in London, in summer and in winter.
    '2027-08-31T22:59:59.999Z',
    '2028-02-29T23:59:59.999Z',
    '2027-12-31T23:30:00Z',
    '2027-03-28T00:30:00Z',
  ],
};

export function startOf(programme: ProgrammeId, anchor: number): number {
  return Date.parse(pick(anchors[programme], anchor));
}

export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length]!;
}

/** A new name. The letter before the number makes the order of ids another one than that of their making. */
export function nameNext(growth: Growth, step: Step, prefix: string): string {
  growth.count += 1;
  return `${prefix}-${pick(['a', 'm', 'z'], step.detail)}${growth.count}`;
}

/** Some sources stand before decisions in the order of things, others behind them. */
export function originOf(step: Step): { source: string } {
  return { source: pick(['/shop', '/shop', '/app'], step.detail + step.amount) };
}

/** An instant near one at which something begins or ends: a bit later, an edge of an earlier fact, or the same instant. */
export function timeOf(growth: Growth, step: Step, near?: number): number {
  const bases = [...growth.events, ...growth.decisions].map(({ at }) => at);
  const base = near ?? (bases.length === 0 ? growth.clock : pick(bases, step.base));
  const { expiryOf, availableFrom } = programmes[growth.programme];
  const edges = [base + 365 * DAY, base + 395 * DAY, base + 425 * DAY, expiryOf(base), availableFrom(base)];
  switch (step.time % 8) {
    case 0:
    case 1:
    case 2:
      growth.clock += pick([0, 1, HOUR, DAY, 10 * DAY, 40 * DAY], step.span);
      return growth.clock;
    case 3:
      return startOf(growth.programme, step.span);
    case 4:
      return base + pick([1, HOUR, DAY, 30 * DAY], step.span);
    case 5:
      return base - pick([0, 1, HOUR, DAY], step.span);
    default:
      return pick(edges, step.span) + pick([0, 0, -1, 1], step.amount);
  }
}

/** Somebody who can still do something. */
export function personOf(growth: Growth, number: number): string {
  const gone = erasedIn(growth);
  return pick(
    people.filter((person) => !gone.includes(person)),
    number,
  );
}

export function erasedIn({ events }: Growth): string[] {
  return events.filter((event) => isEvent(customerErased, event)).map(({ data }) => data.customerId);
}

/** A customer, or now and then another name that some merge of the history makes one of the customer's. */
export function nameOf(growth: Growth, customerId: string, step: Step): string {
  const merges = growth.events.filter((event) => isEvent(customerMerged, event)).map(({ data }) => data);
  const other = merges.flatMap(({ fromCustomerId: from, intoCustomerId: into }) =>
    from === customerId ? [into] : into === customerId ? [from] : [],
  );
  return other.length === 0 || step.span % 2 === 0 ? customerId : pick(other, step.other);
}

/** Decisions of one instant would depend on the ids the server gives them: each has an instant of its own. */
export function ownInstant({ decisions }: Growth, wanted: number): number {
  const taken = decisions.flatMap((one) => [
    one.at,
    ...(one.kind === 'reservation' ? [one.until, one.commit?.at, one.release?.at] : []),
  ]);
  let at = wanted;
  while (taken.includes(at)) at += 1;
  return at;
}

/** What a history consists of when everything arrives in the order of things, one by one. */
export function historyOf({ programme, events, decisions }: History & Pick<Growth, 'programme'>): History {
  const arriving = events.toSorted((a, b) => a.at - b.at).map((event) => [event]);
  return { events: acceptedOf(programme, arriving).accepted, decisions };
}

export function ordersIn(growth: Growth): Purchase[] {
  const gone = erasedIn(growth);
  const purchases = growth.events.filter((event) => isEvent(purchaseCompleted, event));
  const newest = new Map<string, Purchase>();
  for (const purchase of purchases) {
    const known = newest.get(purchase.data.orderId);
    if (!known || known.data.revision < purchase.data.revision) newest.set(purchase.data.orderId, purchase);
  }
  return [...newest.values()].filter(({ data }) => data.customerId === undefined || !gone.includes(data.customerId));
}

export function returnsIn(growth: Growth, orderId: string): Return[] {
  return growth.events
    .filter((event) => isEvent(returnCompleted, event))
    .filter(({ data }) => data.orderId === orderId);
}
