/**
 * The 11,104 donors of Fader, Hardie and Shang (2010), table 1: gifts in the six years after the one of their first, the
 * year of the last, and how many donors did so.
 */
const ROWS = [
  [0, 0, 3464],
  [1, 1, 1091],
  [1, 2, 277],
  [1, 3, 129],
  [1, 4, 78],
  [1, 5, 119],
  [1, 6, 129],
  [2, 2, 613],
  [2, 3, 255],
  [2, 4, 155],
  [2, 5, 173],
  [2, 6, 234],
  [3, 3, 322],
  [3, 4, 181],
  [3, 5, 225],
  [3, 6, 357],
  [4, 4, 240],
  [4, 5, 284],
  [4, 6, 512],
  [5, 5, 335],
  [5, 6, 728],
  [6, 6, 1203],
];

const column = (index: number) => Float64Array.from(ROWS, (row) => row[index]!);

export const donations = { x: column(0), tx: column(1), n: column(0).fill(6), weight: column(2) };
