import { clvProjected, type ClvProjected } from '@perennial/contracts';
import { readToEnd, type ClusterOptions, type TopicRecord } from '@perennial/messaging';

import type { KeptOrder } from './purchases.js';

const DAY_MS = 86_400_000;

/** Of what a projection says, what follows from the orders alone. Time in days. */
type Known = Pick<ClvProjected['projections'][number], 'currency' | 'frequency' | 'recencyDays' | 'monetaryMinor'> & {
  readonly firstDay: number;
};

/** The days on which services may have projected, since 1970-01-01, both inclusive. */
export interface ProjectedOn {
  readonly from: number;
  readonly to: number;
}

/** Everything that was projected, read from the beginning of its topic. */
export async function projectedIn(cluster: Pick<ClusterOptions, 'brokers' | 'topicPrefix'>): Promise<TopicRecord[]> {
  const records: TopicRecord[] = [];
  await readToEnd({ ...cluster, topics: [clvProjected.topic], onRecord: (record) => records.push(record) });
  return records;
}

/**
 * Where the last projection of a customer is not what the orders come to: the one that compaction leaves. Who has none must have bought
 * nothing that counts under that id: who was forgotten or has become another, whose last one is a tombstone, if there ever was one.
 *
 * @param records of `loyalty.clv`, each partition in its order
 * @param orders those that count, of persons as they are in the end
 */
export function projectionContradictions(
  records: readonly TopicRecord[],
  orders: readonly KeptOrder[],
  { timeZone, on }: { readonly timeZone: string; readonly on: ProjectedOn },
): string[] {
  const last = new Map(records.map(({ key, value }) => [String(key), value === null ? null : String(value)]));
  const expected = knownOf(orders, timeZone);
  return [...new Set([...last.keys(), ...expected.keys()])].flatMap((customerId) => {
    const value = last.get(customerId) ?? null;
    const wanted = expected.get(customerId) ?? [];
    const projections = value === null ? [] : (JSON.parse(value) as ClvProjected).projections;
    if (wanted.length === 0 && value !== null && projections.length > 0)
      return [`metrics projects ${customerId}, of whom nothing counts: ${value}`];
    return differencesOf(projections, wanted, on).map((text) => `the last projection of ${customerId} ${text}`);
  });
}

function differencesOf(said: ClvProjected['projections'], wanted: readonly Known[], on: ProjectedOn): string[] {
  const currencies = new Set([...said, ...wanted].map(({ currency }) => currency));
  return [...currencies].flatMap((currency) => {
    const one = said.find((each) => each.currency === currency);
    const other = wanted.find((each) => each.currency === currency);
    if (!one || !other) return [`${one ? 'has' : 'lacks'} ${currency}`];
    const { firstDay, ...known } = other;
    const wrong = Object.entries(known).filter(([name, value]) => one[name as keyof typeof known] !== value);
    const ages = [on.from, on.to].map((day) => Math.max(day - firstDay, known.recencyDays)) as [number, number];
    const isOfAge = one.ageDays >= ages[0] && one.ageDays <= ages[1];
    return wrong.length === 0 && isOfAge
      ? []
      : [`says ${JSON.stringify(one)}, and it is ${JSON.stringify(known)} at an age of ${ages.join(' to ')}`];
  });
}

/** By person, then currency: a day is one purchase, whatever the orders on it. */
function knownOf(orders: readonly KeptOrder[], timeZone: string): Map<string, Known[]> {
  const clock = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const dayOf = (at: number) => Date.parse(clock.format(at)) / DAY_MS;
  const people = new Map<string, Map<string, Map<number, number>>>();
  for (const { person, currency, placedAt, leftMinor } of orders) {
    const currencies = people.get(person) ?? new Map<string, Map<number, number>>();
    const days = currencies.get(currency) ?? new Map<number, number>();
    const day = dayOf(placedAt);
    days.set(day, (days.get(day) ?? 0) + leftMinor);
    people.set(person, currencies.set(currency, days));
  }
  return new Map(
    [...people].map(([person, currencies]) => [
      person,
      [...currencies].map(([currency, days]) => knownOfDays(currency, days)),
    ]),
  );
}

function knownOfDays(currency: string, days: ReadonlyMap<number, number>): Known {
  const [firstDay = NaN, ...later] = [...days.keys()].sort((a, b) => a - b);
  const spent = later.reduce((sum, day) => sum + (days.get(day) ?? 0), 0);
  return {
    ...{ currency, firstDay, frequency: later.length, recencyDays: (later.at(-1) ?? firstDay) - firstDay },
    monetaryMinor: later.length === 0 ? 0 : Math.round(spent / later.length),
  };
}
