import { offPolicyEstimates, type NotEstimated, type OffPolicyEstimates } from '@perennial/experiments';

import type { ChoiceCount } from '../queries/count-choices.js';

export interface MeasuredOption {
  readonly option: string;
  readonly made: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly open: number;
  /** Share that would have been redeemed, had this offer been made whenever it was eligible. */
  readonly always: OffPolicyEstimates | NotEstimated;
}

/**
 * What became of each option, and what it alone would have come to, from the choices among all of them: of those whose time is over
 * and among whose eligible options it was.
 *
 * @param ids options of the document, in its order; those that are in it no more follow
 */
export function measureOptions(ids: readonly string[], counts: readonly ChoiceCount[]): MeasuredOption[] {
  const options = [...new Set([...ids, ...counts.map(({ option }) => option)])];
  const over = counts.filter((count) => count.over);
  const rates = options.map((option) => rateOf(over.filter((count) => count.option === option)));
  return options.map((option) => {
    const own = counts.filter((count) => count.option === option);
    const of = (state: ChoiceCount['state']) => totalOf(own.filter((count) => count.state === state));
    return {
      ...{ option, made: totalOf(own), redeemed: of('redeemed'), expired: of('expired'), open: of('open') },
      always: alwaysOf(option, over, { options, rates }),
    };
  });
}

function alwaysOf(
  option: string,
  over: readonly ChoiceCount[],
  { options, rates }: { readonly options: readonly string[]; readonly rates: readonly number[] },
): MeasuredOption['always'] {
  const logged = over.filter(({ eligible }) => eligible.includes(option));
  return offPolicyEstimates({
    actions: options.length,
    chosen: Int32Array.from(logged, (one) => options.indexOf(one.option)),
    reward: Float64Array.from(logged, ({ state }) => (state === 'redeemed' ? 1 : 0)),
    propensity: Float64Array.from(logged, (one) => one.propensity),
    times: Float64Array.from(logged, ({ n }) => n),
    target: Float64Array.from(options, (one) => (one === option ? 1 : 0)),
    model: Float64Array.from(rates),
  });
}

/** The mean of what is known of it, as the policy begins: nothing is one redeemed of two. */
function rateOf(over: readonly ChoiceCount[]): number {
  const redeemed = totalOf(over.filter(({ state }) => state === 'redeemed'));
  return (1 + redeemed) / (2 + totalOf(over));
}

const totalOf = (counts: readonly ChoiceCount[]): number => counts.reduce((sum, { n }) => sum + n, 0);
