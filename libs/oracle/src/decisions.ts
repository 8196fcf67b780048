import type { Happening } from './happenings.js';
import {
  DECISION_SOURCE,
  type Adjustment,
  type Decision,
  type Redemption,
  type Reservation,
  type Transfer,
} from './history.js';
import type { Place } from './places.js';
import { giveBackWhatIsDue } from './purchases.js';
import { giveBack, redeem, release, reserve } from './spendings.js';
import { personAt, type Story } from './story.js';
import { accountOf, credit, payDebt, takeOrOwe, type Books, type Spending } from './wallets.js';

export function happeningsOfDecisions(story: Story, books: Books): Happening[] {
  return story.decisions.flatMap((decision) => happeningsOf(story, books, decision));
}

function placeOf({ at, id }: { readonly at: number; readonly id: string }): Place {
  return { at, source: DECISION_SOURCE, id };
}

function happeningsOf(story: Story, books: Books, decision: Decision): Happening[] {
  const place = placeOf(decision);
  switch (decision.kind) {
    case 'redemption':
      return [{ place, act: () => redemption(story, books, decision, place) }];
    case 'redemption-reversal':
      return [{ place, act: () => reversal(story, books, decision.redemptionId, place) }];
    case 'reservation':
      return reservation(story, books, decision, place);
    case 'adjustment':
      return [{ place, act: () => adjustment(story, books, decision, place) }];
    case 'transfer':
      return [{ place, act: () => transfer(story, books, decision, place) }];
    case 'household':
      return [
        {
          place,
          act: () => {
            const members = new Set(decision.members.map((member) => personAt(story, member, place)));
            if (members.size > 1) books.households.push([...members]);
          },
        },
      ];
  }
}

function redemption(story: Story, books: Books, { id, customerId, points }: Redemption, place: Place): void {
  const wish = { id, points, until: Infinity, orderId: undefined };
  const spending = reserve(books, personAt(story, customerId, place), wish, place.at);
  redeem(books, spending, place.at);
  story.notice(spending.draws.every(({ lot }) => lot) ? 'redemption covered' : 'redemption not covered');
}

function reversal(story: Story, books: Books, redemptionId: string, place: Place): void {
  const spending = books.spendings.find(({ id, state }) => id === redemptionId && state === 'redeemed');
  if (!spending) return;
  story.notice('redemption reversed');
  giveBack(books, spending, spending.points, place);
}

function reservation(story: Story, books: Books, decision: Reservation, place: Place): Happening[] {
  const { id, points, until, orderId, commit, release: released } = decision;
  let spending: Spending | undefined;
  const open = () => {
    spending = reserve(books, personAt(story, decision.customerId, place), { id, points, until, orderId }, place.at);
    story.notice('reserved');
  };
  const end = (at: Place, act: (held: Spending) => void) => ({
    place: at,
    act: () => {
      if (spending?.state === 'reserved') act(spending);
    },
  });
  const happenings: Happening[] = [{ place, act: open }];
  if (commit) {
    const at = placeOf(commit);
    happenings.push(
      end(at, (held) => {
        story.notice('reservation committed');
        held.orderId ??= commit.orderId;
        redeem(books, held, at.at);
        giveBackWhatIsDue(story, books, held, at);
      }),
    );
  }
  if (released) {
    const at = placeOf(released);
    happenings.push(
      end(at, (held) => {
        story.notice('reservation released');
        release(books, held, at);
      }),
    );
  }
  return happenings;
}

function adjustment(story: Story, books: Books, { customerId, points }: Adjustment, place: Place): void {
  const person = personAt(story, customerId, place);
  accountOf(books, person).adjustments += points;
  if (points < 0) {
    story.notice('adjusted downwards');
    takeOrOwe(books, person, -points, place.at);
    return;
  }
  story.notice('adjusted upwards');
  const expiresAt = story.programme.expiryOf(place.at);
  credit(
    books,
    { owner: person, award: undefined, earnedAt: place, points, availableAt: place.at, expiresAt },
    place.at,
  );
}

/** Every piece keeps its dates. What the giver does not have is owed by the giver, and dated by the transfer. */
function transfer(story: Story, books: Books, { from, to, points }: Transfer, place: Place): void {
  const giver = personAt(story, from, place);
  const taker = personAt(story, to, place);
  if (giver === taker) return;
  story.notice('transferred');
  accountOf(books, giver).transfers -= points;
  accountOf(books, taker).transfers += points;
  const fresh = { earnedAt: place, availableAt: place.at, expiresAt: story.programme.expiryOf(place.at) };
  const pieces = takeOrOwe(books, giver, points, place.at).map((draw) => ({
    owner: taker,
    award: undefined,
    earnedAt: draw.lot?.earnedAt ?? fresh.earnedAt,
    points: draw.points,
    availableAt: draw.lot?.availableAt ?? fresh.availableAt,
    expiresAt: draw.lot?.expiresAt ?? fresh.expiresAt,
    keepsDate: draw.lot?.keepsDate ?? false,
  }));
  if (pieces.some(({ keepsDate }) => keepsDate)) story.notice('transferred with a date of its own');
  for (const piece of pieces) books.lots.push({ ...piece, expired: 0, forgiven: 0 });
  payDebt(books, taker, place.at);
}
