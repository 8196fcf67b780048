import type { AccessWindow, OfferBounds } from '@perennial/programme';

import type { BudgetUse } from '../budget.js';
import type { Candidate } from '../candidate.js';
import type { Arm } from '../holdout.js';
import type { Market, Money, Situation } from '../situation.js';

/** A candidate, and everything the steps may look at. */
export interface Asked {
  readonly candidate: Candidate;
  /** The group of the campaign, and of the control group of all campaigns. */
  readonly arm: Arm;
  readonly controlArm: Arm;
  readonly situation: Situation;
  readonly market: Market;
  /** Face value of the offer; undefined where it cannot be known. */
  readonly worth: Money | undefined;
  readonly budgets: ReadonlyMap<string, BudgetUse>;
  /** Calendar day of the decision in the programme's time zone, such as `2027-03-15`. */
  readonly day: string;
  readonly bounds: OfferBounds;
  /** By id: what somebody can be invited to before everybody else. */
  readonly windows: ReadonlyMap<string, AccessWindow>;
  /** Of campaigns whose experience has slots: how many places can still be taken. */
  readonly placesLeft: ReadonlyMap<string, number>;
  /** The service's clock; milliseconds since 1970. */
  readonly now: number;
  readonly maxReactionAgeMs: number;
}

/**
 * What a step found. `skipped`: the campaign is not for this customer now, whatever the group; `withheld`: it would have been.
 * Reasons are stored and shown to support: never renamed.
 */
export interface Finding {
  readonly stop?: 'skipped' | 'withheld';
  readonly reason: string;
  /** The numbers it followed from. */
  readonly inputs?: Readonly<Record<string, string | number>>;
}

/** One question on the way to an offer. */
export interface Step {
  readonly name: string;
  /** Asked about each offer of the campaign that is left, where there are several; it stops when none is. */
  readonly ofEachOffer?: true;
  readonly ask: (asked: Asked) => Finding;
}

export const PASSED: Finding = { reason: 'passed' };
