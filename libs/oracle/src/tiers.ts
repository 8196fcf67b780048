import { DAY } from './calendar.js';
import type { ExpectedTier } from './history.js';
import { termsOf } from './memberships.js';
import { basePoints } from './order-worth.js';
import { before, comparePlaces, strikeOf, upTo, type Cut, type Place } from './places.js';
import { personAfter, type Story } from './story.js';

const WINDOW = 365 * DAY;
const GRACE = 30 * DAY;

/** Where somebody stands. Rungs count from 0, the lowest tier. */
interface Standing {
  /** By qualifying points and grace. */
  readonly rung: number;
  /** When the next rung down is due, while the points for this one are missing. */
  readonly downAt: number | undefined;
  /** Rungs gone down since the grace began. */
  readonly steps: number;
  /** The tier that counts: the rung, or what a membership lifts it to. */
  readonly held: number;
  readonly since: number;
}

/** The rung of the tier held just before the fact at `place`; the clocks of its instant have struck. */
export function rungBefore(story: Story, person: string, place: Place): number {
  return standing(story, person, before(place), place.at).held;
}

/** What to say of the tier at the end of the story. `memberSince`: from when on the lowest tier was held. */
export function tierNow(story: Story, person: string, memberSince: number): ExpectedTier | undefined {
  const { tiers } = story.programme;
  if (tiers.length === 0) return undefined;
  const everything = before(strikeOf(story.asOf + 1));
  const now = standing(story, person, everything, story.asOf);
  const points = qualifyingPoints(story, person, everything, story.asOf);
  const next = tiers[now.held + 1];
  return {
    id: tiers[now.held]!.id,
    since: now.since === -Infinity ? memberSince : now.since,
    ...(now.held === 0 ? {} : { validUntil: lostAt({ ...story, notice: () => {} }, person, now) }),
    qualifyingPoints: points,
    ...(next ? { next: { id: next.id, missing: next.from - points } } : {}),
  };
}

/** When the tier held would be lost if nothing more happened: lets the clocks run until it is. */
function lostAt(story: Story, person: string, now: Standing): number {
  const everything = before(strikeOf(story.asOf + 1));
  let later = now;
  let clock = story.asOf;
  while (later.held >= now.held) {
    const next = nextStrike(story, person, everything, later, clock);
    if (next === undefined) throw new Error(`${person} would stay on rung ${now.held} for ever`);
    clock = next;
    later = struck(story, person, everything, later, clock);
  }
  return clock;
}

/** From the beginning of time over everything that has happened; then the clocks up to and including `until`. */
function standing(story: Story, person: string, happened: Cut, until: number): Standing {
  let now: Standing = { rung: 0, downAt: undefined, steps: 0, held: 0, since: -Infinity };
  let clock = -Infinity;
  const letClocksRun = (to: number, seen: Cut) => {
    for (;;) {
      const at = nextStrike(story, person, seen, now, clock);
      if (at === undefined || at > to) break;
      now = struck(story, person, seen, now, at);
      clock = at;
    }
    clock = Math.max(clock, to);
  };
  for (const turn of turningPoints(story).filter(happened)) {
    letClocksRun(turn.at, before(turn));
    now = judged(story, person, upTo(turn), now, turn.at);
  }
  letClocksRun(until, happened);
  return now;
}

/** Everything that can change qualifying points or memberships. */
function turningPoints({ orders, merges }: Story): Place[] {
  const ofOrders = orders.flatMap(({ place, returns }) => [place, ...returns.map((one) => one.place)]);
  return [...ofOrders, ...merges.map(({ place }) => place)].sort(comparePlaces);
}

/** The next instant after `after` at which a clock could move the tier, as far as is known by now. */
function nextStrike(
  story: Story,
  person: string,
  happened: Cut,
  { downAt }: Standing,
  after: number,
): number | undefined {
  const windowExits = story.orders.filter(({ place }) => happened(place)).map(({ place }) => place.at + WINDOW);
  const terms = termsOf(story, person, happened).flatMap(({ start, end }) => [start, end]);
  const due = [...windowExits, ...terms, ...(downAt === undefined ? [] : [downAt])].filter((at) => at > after);
  return due.length === 0 ? undefined : Math.min(...due);
}

function struck(story: Story, person: string, happened: Cut, now: Standing, at: number): Standing {
  if (now.downAt === undefined || now.downAt > at) return judged(story, person, happened, now, at);
  story.notice(now.steps === 0 ? 'one tier down' : 'a further tier down');
  const down = { ...now, rung: now.rung - 1, downAt: undefined, steps: now.steps + 1 };
  return judged(story, person, happened, down, at);
}

/** Holds the rung against the points: upwards at once, downwards a grace begins. */
function judged(story: Story, person: string, happened: Cut, now: Standing, at: number): Standing {
  const { programme, notice } = story;
  const points = qualifyingPoints(story, person, happened, at);
  const reached = programme.tiers.findLastIndex(({ from }) => points >= from);
  let { rung, downAt, steps } = now;
  if (reached > rung) notice('tier reached');
  if (reached >= rung) {
    if (downAt !== undefined) notice('grace recovered from');
    rung = reached;
    downAt = undefined;
    steps = 0;
  } else if (downAt === undefined) {
    if (steps === 0) notice('grace began');
    downAt = at + GRACE;
  }
  const terms = termsOf(story, person, happened);
  const lifted = terms.some(({ start, end }) => start <= at && at < end);
  const floor = lifted ? programme.tiers.findIndex(({ id }) => id === programme.membership?.tier) : 0;
  if (floor > rung) notice('tier held by membership alone');
  if (now.held > rung && !lifted && terms.some(({ end }) => end === at)) notice('membership over');
  const held = Math.max(rung, floor);
  return { rung, downAt, steps, held, since: held === now.held ? now.since : at };
}

/** Base points of the orders of the 365 days up to `at`, net of the returns that have happened. */
function qualifyingPoints(story: Story, person: string, happened: Cut, at: number): number {
  return story.orders
    .filter(({ place }) => happened(place) && place.at > at - WINDOW)
    .filter(({ customerId }) => customerId !== undefined && personAfter(story, customerId, happened) === person)
    .map((order) => basePoints(story, order, order.returns.filter(({ place }) => happened(place)).length))
    .reduce((sum, points) => sum + points, 0);
}
