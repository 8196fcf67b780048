import type { ReviewTrust } from '@perennial/programme';

import type { Evidence } from './evidence.js';
import { signals } from './signals/index.js';
import type { Figures } from './signals/signal.js';

/** Something that speaks against a review, with the figures that show it. */
export interface ReviewReason {
  readonly code: string;
  readonly weight: number;
  readonly evidence: Figures;
}

/** `withdrawn`: taken back by its author or the shop, so that there is nothing to hold any more. */
export type Standing = 'trusted' | 'held' | 'released' | 'confirmed' | 'withdrawn';

/** Where a review stands, and what speaks against it. */
export interface Judgement {
  readonly standing: Standing;
  /** Sum of the weights of the reasons that are not excused. */
  readonly score: number;
  /** From which score on it was held when it was judged. */
  readonly holdFrom: number;
  readonly reasons: readonly ReviewReason[];
  /** Codes of reasons that somebody who looked at the review found harmless: they do not count any more. */
  readonly excused: readonly string[];
}

/** What became of a hold. `lifted`: what spoke against the review does not any more. */
export type Step = 'held' | 'lifted' | 'released' | 'confirmed' | 'withdrawn';

/** What speaks against a review, in the order of the signals. What weighs nothing is not among it. */
export function reasonsAgainst(evidence: Evidence, settings: ReviewTrust): ReviewReason[] {
  return signals.flatMap(({ code, weight, against }) => {
    const figures = settings.weights[weight] === 0 ? undefined : against(evidence, settings);
    return figures ? [{ code, weight: settings.weights[weight], evidence: figures }] : [];
  });
}

/** Judges a review anew by what is known now. What a person has confirmed stays, and what one has excused does not count. */
export function judge(
  before: Pick<Judgement, 'standing' | 'excused'>,
  reasons: readonly ReviewReason[],
  { holdFrom, unpublished }: { readonly holdFrom: number; readonly unpublished: boolean },
): Judgement {
  const { excused } = before;
  const score = scoreOf(reasons, excused);
  const standing = standingOf(before, unpublished, score >= holdFrom);
  return { standing, score, holdFrom, reasons, excused };
}

function standingOf(
  { standing, excused }: Pick<Judgement, 'standing' | 'excused'>,
  unpublished: boolean,
  tooMuch: boolean,
): Standing {
  if (standing === 'confirmed') return 'confirmed';
  if (unpublished) return 'withdrawn';
  if (tooMuch) return 'held';
  return excused.length > 0 ? 'released' : 'trusted';
}

function scoreOf(reasons: readonly ReviewReason[], excused: readonly string[]): number {
  return reasons.reduce((sum, { code, weight }) => (excused.includes(code) ? sum : sum + weight), 0);
}

/** The judgement when a person has found nothing wrong: what is known against the review now will not hold it again. */
export function excuse(judgement: Judgement): Judgement {
  const excused = [...new Set([...judgement.excused, ...judgement.reasons.map(({ code }) => code)])];
  return { ...judgement, standing: 'released', score: 0, excused };
}

/** The judgement when a person has found that the review is not to be believed. */
export function confirm(judgement: Judgement): Judgement {
  return { ...judgement, standing: 'confirmed' };
}

/** What happened to a hold between two judgements; undefined: nothing. */
export function stepBetween(before: Standing, now: Standing): Step | undefined {
  if (before === now) return undefined;
  if (now === 'held') return 'held';
  if (before !== 'held') return undefined;
  if (now === 'withdrawn' || now === 'confirmed') return now;
  return 'lifted';
}
