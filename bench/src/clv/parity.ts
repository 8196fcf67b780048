import type { Fitted, TheirFit } from './contenders.js';

/** Parameters within this are the same, relatively. */
const SAME_PARAMETERS = 1e-4;
/** So much of a log-likelihood is rounding, relatively. */
const ROUNDING = 1e-9;
/** Values within this are the same: absolutely below 1, relatively above. */
const SAME_VALUE = 1e-6;

/** What is to be said of two fits; `wrong` when ours is not as good. */
export interface Verdict {
  readonly note?: string;
  readonly wrong?: string;
}

/**
 * Two maximum-likelihood fits of the same data agree when their parameters do. Where the other optimiser stopped before
 * its maximum they cannot, and ours must then be the more likely one.
 *
 * @param oursLogLikelihood of our parameters by the other side's formula, so that both are comparable
 */
export function sameFit(name: string, ours: Fitted, oursLogLikelihood: number, theirs: TheirFit): Verdict {
  if ('failed' in theirs) return { note: `${name}: no fit, ${theirs.failed}` };
  const apart = Math.max(
    ...Object.entries(ours.params).map(([key, value]) => apartBy(value, theirs.params[key] ?? NaN)),
  );
  if (apart <= SAME_PARAMETERS) return {};
  const ahead = oursLogLikelihood - theirs.logLikelihood;
  const said = `parameters ${apart.toExponential(1)} apart, log-likelihood ${ahead.toExponential(1)} below ours`;
  if (ahead >= -ROUNDING * Math.abs(theirs.logLikelihood)) return { note: `${name}: stopped early, ${said}` };
  return {
    wrong: `${name}: parameters ${apart.toExponential(1)} apart, log-likelihood ${(-ahead).toExponential(1)} above ours`,
  };
}

/** Values at equal parameters must be equal. What is not a number on the other side is counted, not compared. */
export function sameValues(ours: Float64Array, theirs: Float64Array): Verdict {
  if (ours.length !== theirs.length) return { wrong: `${ours.length} values against ${theirs.length}` };
  let worst = 0;
  let missing = 0;
  ours.forEach((value, i) => {
    const other = theirs[i] ?? NaN;
    if (!Number.isFinite(value)) worst = Infinity;
    else if (Number.isFinite(other)) worst = Math.max(worst, Math.abs(value - other) / Math.max(1, Math.abs(other)));
    else missing += 1;
  });
  if (worst > SAME_VALUE) return { wrong: `values at equal parameters are ${worst.toExponential(1)} apart` };
  return missing === 0 ? {} : { note: `${missing} of ${ours.length} values are not a number by lifetimes` };
}

const apartBy = (ours: number, theirs: number): number => {
  const apart = Math.abs(ours / theirs - 1);
  return Number.isNaN(apart) ? Infinity : apart;
};
