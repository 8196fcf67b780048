import { compareUtf8, isEvent, multiplierGranted, type EventOf } from '@perennial/contracts';

import { basePoints } from './order-worth.js';
import type { Place } from './places.js';
import { personAt, type Order, type Story } from './story.js';
import { award, clawBack, type Books } from './wallets.js';

type Multiplier = EventOf<typeof multiplierGranted>;

/** What one order brings beside its own award, because of a multiplier that it takes. */
interface Multiplied {
  purchase(person: string): void;
  returned(count: number, person: string, place: Place): void;
  /** The award, once the order has taken one. */
  name(): string;
}

export function multipliedOf(story: Story, books: Books, order: Order): Multiplied {
  let taken: Multiplier | undefined;
  let given = 0;
  const worth = ({ data: { factorPercent, pointsMax } }: Multiplier, returns: number) => {
    const base = BigInt(basePoints(story, order, returns));
    return Math.min(pointsMax, Number((base * BigInt(factorPercent - 100)) / 100n));
  };
  const name = () => `multiplier ${taken?.data.grantId}`;
  return {
    name,
    purchase(person) {
      const open = openFor(story, books, order, person);
      taken = open.find((one) => worth(one, 0) > 0);
      if (open.length > 1) story.notice('several multipliers');
      if (open.length > 0 && !taken) story.notice('multiplier kept for an order worth something');
      if (!taken) return;
      const { grantId, customerId, pointsMax } = taken.data;
      books.multipliersTaken.add(grantId);
      given = worth(taken, 0);
      story.notice(given === pointsMax ? 'multiplied up to the most' : 'multiplied');
      if (customerId !== person) story.notice('multiplied after a merge');
      award(books, person, name(), given, order.place);
    },
    returned(count, person, place) {
      if (!taken) return;
      const left = worth(taken, count);
      if (left < given) story.notice('multiplied points clawed back');
      clawBack(books, person, name(), given - left, place.at);
      given = left;
    },
  };
}

/** Those that somebody has when they buy: the one that is over first is the first. */
function openFor(story: Story, books: Books, { place }: Order, person: string): Multiplier[] {
  const end = ({ data }: Multiplier) => Date.parse(data.validTo);
  return story.events
    .filter((event) => isEvent(multiplierGranted, event))
    .filter((one) => one.at < place.at && place.at < end(one) && !books.multipliersTaken.has(one.data.grantId))
    .filter(({ data }) => personAt(story, data.customerId, place) === person)
    .sort((a, b) => end(a) - end(b) || a.at - b.at || compareUtf8(a.data.grantId, b.data.grantId));
}
