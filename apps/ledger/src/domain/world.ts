import { expiryOf, inactiveFrom } from './calendar.js';
import {
  awardsOf,
  programmeAt,
  type PointsPerAchievement,
  type Programme,
  type ProgrammeHistory,
  type RuleExpiryPolicy,
} from '@perennial/programme';

import type { Agenda } from './agenda.js';
import { isGrant, type Thing } from './fact.js';
import { newMember, type DrawnPart, type MemberState } from './member-state.js';
import type { Multiplied } from './multiplier.js';
import type { Place, Turn } from './place.js';
import type { Returned, SaleAmounts, SaleContent } from './sale.js';
import type { AchievementMemory } from './rules/points-per-achievement.rule.js';
import type { Moved, Outcome } from './rules/rule-kind.js';
import type { Lot } from './lot.js';
import type { TierChange } from './tier.js';

/** What moves points into a member's wallet or out of it. Internal movements change the parts only. */
export type MovementKind =
  | 'award'
  | 'expiry'
  | 'redemption'
  | 'reinstatement'
  | 'expiry-reversal'
  | 'adjustment'
  | 'transfer'
  | 'merge'
  | 'erasure'
  | 'activation'
  | 'reservation'
  | 'release';

export type WalletPart = 'available' | 'pending' | 'reserved' | 'debt';

/** One movement, as the fold makes it. */
export interface Movement {
  readonly account: string;
  readonly kind: MovementKind;
  readonly rule: string;
  readonly thing: Thing;
  /** Signed: above 0 into the wallet. Of an internal movement: above 0, moved. */
  readonly points: bigint;
  /** Which part of the wallet gains or loses; of an internal movement, which part gains. */
  readonly part: WalletPart;
  readonly at: number;
  /** What it goes back to where no event causes it: the credit that expires or becomes available. */
  readonly because: Place;
  /** Due, not caused by any fact at this instant. */
  readonly byTime?: true;
  readonly programmeVersion: number;
  /** Of an award that was lowered: by a return, a revocation or a reversal. */
  readonly takenBack?: boolean;
  readonly availableAt?: number;
  readonly expiresAt?: number | undefined;
  /** Partner who funds what is earned, or is paid for what is redeemed. */
  readonly partnerId?: string | undefined;
}

/** How the points of one rule for one purchase are computed, fixed at the purchase. */
export interface AmountFormula {
  readonly rule: string;
  readonly points: bigint;
  readonly perFullMinor: bigint;
  readonly multiplierPercent: bigint;
  /** Base points count for the tier. */
  readonly qualifies: boolean;
  /** Partner who pays for the points. */
  readonly partnerId?: string | undefined;
}

/** A purchase as the fold knows it. */
export interface SaleState {
  readonly thing: Thing;
  readonly place: Place;
  readonly content: SaleContent;
  readonly amounts: SaleAmounts;
  readonly membershipSkus: ReadonlySet<string>;
  readonly formulas: readonly (AmountFormula & { awarded: bigint })[];
  multiplied?: Multiplied | undefined;
  /** Whose purchase it is now: after a merge, the account merged into. */
  account: string;
  returned: Returned[];
  returnedAmount: bigint;
  /** Of returns without lines alone. */
  returnedWithoutLines: bigint;
}

/** A review as the fold knows it. */
export interface ReviewState {
  /** Whose it is now: after a merge, the account merged into. */
  account: string;
  /** When it was published: by the version of then it was paid. */
  readonly at: number;
  /** What is paid for it, by name of the rule; nothing any more once it was taken back. */
  readonly paid: Map<string, bigint>;
}

/** What an achievement has counted for a member, and what was paid for it, each in order of things. */
export interface Tally {
  /** For whom it was counted: whoever the record is merged into, it stays here. */
  readonly account: string;
  rule: PointsPerAchievement;
  counted: { readonly thing: Thing; readonly dayNumber: number }[];
  /** One for each time that stands, with the thing it was reached by. */
  readonly reached: { readonly thing: Thing; readonly points: bigint; readonly at: number }[];
}

/** A member has come nearer to an achievement, has reached it, or has lost it. */
export interface AchievementChange {
  readonly account: string;
  readonly rule: string;
  readonly before: AchievementMemory;
  readonly after: AchievementMemory;
  readonly at: number;
}

/** Points that went out for something that can be undone, in the order they were drawn. */
export interface Burn {
  readonly thing: Thing;
  readonly points: bigint;
  /** Who redeemed. */
  readonly account: string;
  /** Who redeemed together when they were drawn, the one who redeemed among them. */
  readonly pool: readonly string[];
  readonly parts: readonly DrawnPart[];
  /** When they were drawn. */
  readonly drawn: Place;
  /** The order it paid for. */
  readonly paidFor?: Thing;
  /** Partner who is paid for what was redeemed. */
  readonly partnerId?: string | undefined;
  givenBack: bigint;
}

/** Points of one lot that a fact drew, or put in again: what awards bring in shows in the lot itself. */
export interface LotChange {
  /** Whose lot it is. */
  readonly account: string;
  /** For whom, where a household redeems together. */
  readonly by: string;
  readonly because: Place;
  readonly lot: Lot;
  /** Below 0: drawn. */
  readonly points: bigint;
  /** When the lot was to be gone, as things stood then, in milliseconds since 1970; Infinity: never. */
  readonly goneAt: number;
}

/** Everything a fold works on. */
export interface World {
  readonly programmes: ProgrammeHistory;
  readonly members: Map<string, MemberState>;
  /** Who of them is due next, where they are many. */
  agenda?: Agenda | undefined;
  readonly sales: Map<Thing, SaleState>;
  readonly burns: Map<Thing, Burn>;
  /** Published reviews, by id. */
  readonly reviews: Map<string, ReviewState>;
  /** What was paid for bringing a friend, and when, by referral. */
  readonly friends: Map<string, { readonly points: bigint; readonly at: number }>;
  /** Whole only where everything was folded: so where something is taken back. */
  readonly tallies: Map<string, Tally>;
  /** Orders that were cancelled: they never counted, but points paid for them come back. */
  readonly ghosts: Map<Thing, { readonly account: string; readonly total: bigint; returnedAmount: bigint }>;
  /** Orders whose cancellation has acted. */
  readonly cancelled: Set<Thing>;
  readonly movements: Movement[];
  readonly tierChanges: (TierChange & { readonly account: string; readonly programmeVersion: number })[];
  readonly achievementChanges: AchievementChange[];
  readonly outcomes: { readonly outcome: Outcome | Moved; readonly account: string; readonly turn: Turn }[];
  readonly lotChanges: LotChange[];
}

export function newWorld(programmes: ProgrammeHistory, members: Iterable<readonly [string, MemberState]> = []): World {
  return {
    programmes,
    members: new Map(members),
    agenda: undefined,
    sales: new Map(),
    burns: new Map(),
    reviews: new Map(),
    friends: new Map(),
    tallies: new Map(),
    ghosts: new Map(),
    cancelled: new Set(),
    movements: [],
    tierChanges: [],
    achievementChanges: [],
    outcomes: [],
    lotChanges: [],
  };
}

/** Of nobody and nothing again. */
export function emptyWorld(world: World): void {
  const { members, sales, burns, reviews, friends, tallies, ghosts, cancelled } = world;
  for (const part of [members, sales, burns, reviews, friends, tallies, ghosts, cancelled])
    if (part.size > 0) part.clear();
  world.agenda = undefined;
  forgetChanges(world);
}

/** What has been seen to: the state stays as it is. */
export function forgetChanges(world: World): void {
  world.movements.length = 0;
  world.tierChanges.length = 0;
  world.achievementChanges.length = 0;
  world.outcomes.length = 0;
  world.lotChanges.length = 0;
}

/** The member's state; whoever is not known yet is new. */
export function stateOf(world: World, account: string): MemberState {
  // Whoever asks for it may have something be due.
  world.agenda?.touch(account);
  const known = world.members.get(account);
  if (known) return known;
  const created = newMember(programmeAt(world.programmes, 0));
  world.members.set(account, created);
  return created;
}

export function programmeOf(world: Pick<World, 'programmes'>, at: number): Programme {
  return programmeAt(world.programmes, at);
}

/** How long points of an award live, where its rule has an expiry of its own. */
export function ownExpiryOf(
  { rules }: Programme,
  { rule: award, thing }: Pick<Lot, 'rule' | 'thing'>,
): RuleExpiryPolicy | undefined {
  if (isGrant(thing)) return undefined;
  return rules.find((rule) => rule.expiry && awardsOf(rule).some(({ name }) => name === award))?.expiry;
}

/** Whether a lot has the date that its own rule gave it, whatever becomes of all others. */
export function keepsItsDate(world: World, lot: Pick<Lot, 'rule' | 'thing' | 'earned'>): boolean {
  return ownExpiryOf(programmeOf(world, lot.earned.at), lot) !== undefined;
}

/** An empty lot for points that are given at an instant, with the dates that the programme, or their rule, gives them. */
export function freshLot(
  programme: Programme,
  { rule, thing, earned }: Pick<Lot, 'rule' | 'thing' | 'earned'>,
  at: number,
  availableAt = at,
): Lot {
  const { timeZone } = programme;
  const expiry = ownExpiryOf(programme, { rule, thing }) ?? programme.expiry;
  const expiresAt =
    expiry.kind === 'inactivity' ? inactiveFrom(at, expiry.months, timeZone) : expiryOf(expiry, at, timeZone);
  const pending = availableAt > at;
  return { rule, thing, earned, availableAt, expiresAt, points: 0n, pending, expired: 0n, forgiven: 0n };
}
