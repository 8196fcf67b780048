import { CAVEATS, sampleRatio, type SampleRatio } from '@perennial/experiments';

import type { AssignedCount } from '../queries/count-assigned.js';
import type { Measured } from './measure-campaign.js';
import type { MeasuredRetention, RetainedCount } from './measure-retention.js';

export interface ToldCaveat {
  /** Which figures it is about. */
  readonly of: string;
  readonly code: string;
  readonly text: string;
}

/**
 * Whether treatment and holdout are as large as they were to be. The control group of all campaigns is drawn first, and is in
 * neither.
 *
 * @param holdoutPercent as the document has it now
 * @returns null when one of the arms is to have nobody
 */
export function ratioOf(assigned: readonly AssignedCount[], holdoutPercent: number): SampleRatio | null {
  if (holdoutPercent <= 0 || holdoutPercent >= 100) return null;
  const share = holdoutPercent / 100;
  return sampleRatio([assignedTo(assigned, 'treatment'), assignedTo(assigned, 'holdout')], [1 - share, share]);
}

export function assignedTo(assigned: readonly AssignedCount[], arm: AssignedCount['arm']): number {
  return assigned.reduce((sum, count) => sum + (count.arm === arm ? count.n : 0), 0);
}

/** What the figures cannot tell, in words. */
export function caveatsOf(
  { caveats, revenue }: Pick<Measured, 'caveats' | 'revenue'>,
  assigned: readonly AssignedCount[],
  ratio: SampleRatio | null,
): ToldCaveat[] {
  const notYet = assigned.reduce((sum, count) => sum + count.notYet, 0);
  const versions = new Set(assigned.flatMap((count) => count.versions));
  return [
    ...(ratio?.alarm ? [OTHER_RATIO] : []),
    ...(ratio?.caveats ?? []).map((code) => ({ of: 'sampleRatio', code, text: CAVEATS[code] })),
    ...caveats.map(({ of, code }) => ({ of, code, text: CAVEATS[code] })),
    ...(notYet > 0 ? [windowsOpen(notYet)] : []),
    ...(versions.size > 1 ? [SEVERAL_VERSIONS] : []),
    ...(revenue.length > 1 ? [SEVERAL_CURRENCIES] : []),
  ];
}

/** What cannot be told of those who came back. */
export function retentionCaveats(
  { caveats }: Pick<MeasuredRetention, 'caveats'>,
  counts: readonly RetainedCount[],
): ToldCaveat[] {
  const notYet = counts.reduce((sum, count) => sum + count.notYet, 0);
  return [
    ...caveats.map((code) => ({ of: 'retention', code, text: CAVEATS[code] })),
    ...(notYet > 0 ? [windowsOpen(notYet, 'retention')] : []),
  ];
}

const windowsOpen = (notYet: number, of = 'arms'): ToldCaveat => ({
  of,
  code: 'windows-not-over',
  text: `The window of ${notYet} of those assigned is not over: they are in no figure yet.`,
});

const OTHER_RATIO: ToldCaveat = {
  of: 'sampleRatio',
  code: 'not-as-planned',
  text: 'Treatment and holdout are not as large as they were to be: until it is known why, no figure means anything.',
};

const SEVERAL_VERSIONS: ToldCaveat = {
  of: 'sampleRatio',
  code: 'several-versions',
  text: 'Versions of the programme changed in the period: the holdout, the offer or its conditions may have, too.',
};

const SEVERAL_CURRENCIES: ToldCaveat = {
  of: 'revenue',
  code: 'several-currencies',
  text: 'Customers paid in more than one currency: revenue and costs stand apart, and nothing is converted.',
};
