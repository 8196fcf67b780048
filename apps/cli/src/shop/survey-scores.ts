import type { Random } from './random.js';

/** What somebody answers to whether they would recommend the shop, 0 to 10. */
export function likelyToRecommend(random: Random): number {
  return random.weighted([
    [10, 36],
    [9, 24],
    [8, 14],
    [7, 10],
    [6, 6],
    [4, 6],
    [1, 4],
  ] as const);
}

/** What somebody answers to how satisfied they are, 1 to 5. */
export function satisfaction(random: Random): number {
  return random.weighted([
    [5, 50],
    [4, 30],
    [3, 12],
    [2, 5],
    [1, 3],
  ] as const);
}
