import { DAY } from './calendar.js';
import { returnedLines } from './order-worth.js';
import { comparePlaces, type Cut, type Place } from './places.js';
import { personAt, type Order, type Story } from './story.js';

const TERM = 365 * DAY;

/** A paid term: `start` inclusive, `end` exclusive. */
export interface Term {
  readonly start: number;
  readonly end: number;
}

interface LineTerm extends Term {
  readonly order: Order;
  readonly lineId: string;
  /** Whose it is now. */
  readonly owner: string;
}

/** The terms somebody has by purchases and returns that have happened. One cut short before it began is none. */
export function termsOf(story: Story, person: string, happened: Cut): readonly Term[] {
  const { programme, notice } = story;
  const sold = story.orders.some(({ data }) => data.lines?.some(({ sku }) => sku === programme.membership?.sku));
  if (!sold) return [];
  let terms: LineTerm[] = [];
  const steps: { place: Place; act: () => void }[] = story.orders.flatMap((order) => [
    {
      place: order.place,
      act: () => {
        if (order.customerId === undefined) return;
        const owner = personAt(story, order.customerId, order.place);
        for (const line of order.data.lines ?? []) {
          if (line.sku !== programme.membership?.sku) continue;
          const own = terms.filter((term) => term.owner === owner);
          const lastEnd = Math.max(order.place.at, ...own.map(({ end }) => end));
          if (owner === person) notice(lastEnd > order.place.at ? 'membership prolonged' : 'membership began');
          terms.push({ order, lineId: line.lineId, owner, start: lastEnd, end: lastEnd + TERM });
        }
      },
    },
    ...order.returns.map(({ place }, index) => ({
      place,
      act: () => {
        terms = terms.flatMap((term) => {
          if (term.order !== order || term.end <= place.at || !endsTerm(order, index, term.lineId)) return [term];
          if (term.owner === person) notice('membership returned');
          return term.start < place.at ? [{ ...term, end: place.at }] : [];
        });
      },
    })),
  ]);
  steps.push(
    ...story.merges.map(({ place, from, into }) => ({
      place,
      act: () => {
        if (terms.some(({ owner }) => owner === from)) notice('membership moved by a merge');
        terms = terms.map((term) => (term.owner === from ? { ...term, owner: into } : term));
      },
    })),
  );
  for (const { act } of steps.filter(({ place }) => happened(place)).sort((a, b) => comparePlaces(a.place, b.place))) {
    act();
  }
  return terms.filter(({ owner }) => owner === person);
}

/** Whether the term of a line ends with the return at `index`: it names the line, or completes the whole order without lines. */
function endsTerm(order: Order, index: number, lineId: string): boolean {
  const lines = returnedLines(order, order.returns[index]!);
  if (lines) return lines.some(({ line }) => line.lineId === lineId);
  const amounts = order.returns
    .slice(0, index + 1)
    .map((each) => (returnedLines(order, each) ? 0 : each.data.amountMinor));
  return amounts.reduce((sum, minor) => sum + minor, 0) >= order.data.totalMinor;
}
