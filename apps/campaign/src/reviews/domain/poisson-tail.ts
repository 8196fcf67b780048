/**
 * P(N >= n) where N is Poisson distributed: how likely so many events are, or more, if they come at their usual pace.
 *
 * Above the mean the upper tail is summed, below it the lower one, so that neither is lost in 1 minus the other; relative
 * accuracy of the smaller one about 1e-12.
 *
 * @param n whole, from 0 on
 * @param mean above 0
 */
export function poissonTail(n: number, mean: number): number {
  if (n <= 0) return 1;
  let log = -mean;
  for (let k = 1; k <= n; k += 1) log += Math.log(mean / k);
  const atN = Math.exp(log);
  return n > mean ? upwards(atN, n, mean) : 1 - downwards(atN, n, mean);
}

/** Sum of the probabilities from `n` on. */
function upwards(atN: number, n: number, mean: number): number {
  let [term, sum] = [atN, atN];
  for (let k = n + 1; term > sum * 1e-17; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/** Sum of the probabilities below `n`. */
function downwards(atN: number, n: number, mean: number): number {
  let [term, sum] = [atN, 0];
  for (let k = n; k > 0; k -= 1) {
    term *= k / mean;
    sum += term;
  }
  return sum;
}
