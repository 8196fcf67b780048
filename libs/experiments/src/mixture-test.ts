import { checkShare, CONFIDENCE } from './settings.js';

export interface MixtureTest {
  /** Of a normal mixture of differences against none; the largest number there is, where it is larger. */
  readonly likelihoodRatio: number;
  /** 1 / likelihoodRatio, at most 1. */
  readonly p: number;
  /** The interval is the difference plus or minus that. */
  readonly halfWidth: number;
}

/**
 * The mixture sequential probability ratio test with normal mixing N(0, tau²) of the difference (Robbins 1970; Johari, Koomen,
 * Pekelis and Walsh, Always Valid Inference, Operations Research 2022, eq. 8 and prop. 2). With V the variance of the difference:
 * ratio = sqrt(V / (V + tau²)) exp(d² tau² / (2 V (V + tau²))), half-width = sqrt(V (V + tau²) / tau² (ln((V + tau²) / V) + 2 ln(1 / alpha))).
 * d .12, V .0025, tau² .01: 4.478468, p .223291, .154119.
 *
 * However often it is asked, the smallest p of all looks is below alpha in at most alpha of the cases without a difference.
 *
 * @param variance of the difference: its standard error squared, above 0
 * @param mixing tau², above 0, fixed before the first look
 */
export function mixtureTest(
  difference: number,
  variance: number,
  mixing: number,
  confidence = CONFIDENCE,
): MixtureTest {
  checkShare('the confidence', confidence);
  if (!(variance > 0 && mixing > 0))
    throw new RangeError(`variance and mixing must be above 0, not ${variance} and ${mixing}`);
  const both = variance + mixing;
  const log = (Math.log(variance / both) + (difference ** 2 * mixing) / (variance * both)) / 2;
  const reach = Math.log(both / variance) - 2 * Math.log(1 - confidence);
  return {
    likelihoodRatio: Math.min(Math.exp(log), Number.MAX_VALUE),
    p: Math.min(1, Math.exp(-log)),
    halfWidth: Math.sqrt(((variance * both) / mixing) * reach),
  };
}
