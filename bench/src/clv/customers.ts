import { readFileSync, writeFileSync } from 'node:fs';

import { calibration, type SpendingHistories } from '@perennial/clv';
import { randomOf, type Random } from '@perennial/testing';

/** CDNOW's: what the simulated customers are drawn by. Weeks and dollars. */
export const MADE_BY = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, p: 6.25, q: 3.74, v: 15.44 };
/** For how long they have been customers, in days: a year and a half of acquisition. */
const AGE = { shortest: 28, longest: 546 };

/**
 * Customers as BG/NBD and Gamma-Gamma tell their story: bought on whole days, with amounts in cents, in weeks and
 * dollars. The same for the same seed.
 */
export function simulated(customers: number, seed: number): SpendingHistories {
  const random = randomOf(seed, 'clv');
  const histories = emptyOf(customers);
  for (let i = 0; i < customers; i += 1) {
    const days = random.between(AGE.shortest, AGE.longest);
    const bought = daysOfPurchase(days, random);
    histories.x[i] = bought.length;
    histories.tx[i] = (bought.at(-1) ?? 0) / 7;
    histories.T[i] = days / 7;
    histories.m[i] = bought.length === 0 ? 0 : meanSpend(bought.length, random);
  }
  return histories;
}

/** The CDNOW sample up to 1997-09-30. @param file its transactions.csv */
export function cdnow(file: string): SpendingHistories {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const purchases = rows.map((row) => {
    const [customer = '', date = '', , amount = ''] = row.split(',');
    return { customer, date, amountMinor: Math.round(Number(amount) * 100) };
  });
  const { x, tx, T, m } = calibration(purchases, '1997-09-30');
  return { x, tx, T, m: m.map((cents) => cents / 100) };
}

/** The four arrays one after the other, as both sides read them. */
export function writeHistories(file: string, { x, tx, T, m }: SpendingHistories): void {
  writeFileSync(file, Buffer.concat([x, tx, T, m].map(({ buffer }) => Buffer.from(buffer))));
}

export function readHistories(file: string): SpendingHistories {
  const all = readNumbers(file);
  const [x, tx, T, m] = [0, 1, 2, 3].map((part) => all.slice((part * all.length) / 4, ((part + 1) * all.length) / 4));
  if (!x || !tx || !T || !m) throw new Error(`${file} holds no histories`);
  return { x, tx, T, m };
}

/** 64-bit floats, little-endian. */
export function readNumbers(file: string): Float64Array {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function emptyOf(customers: number): SpendingHistories & { readonly m: Float64Array } {
  const numbers = () => new Float64Array(customers);
  return { x: numbers(), tx: numbers(), T: numbers(), m: numbers() };
}

/** Whole days after the first purchase on which this customer bought again, each once. */
function daysOfPurchase(days: number, random: Random): number[] {
  const { r, alpha, a, b } = MADE_BY;
  const rate = gammaOf(r, random) / alpha;
  const [stay, leave] = [gammaOf(b, random), gammaOf(a, random)];
  const dropout = leave / (leave + stay);
  const bought: number[] = [];
  for (let week = 0; ;) {
    week += -Math.log(1 - random.next()) / rate;
    const day = Math.ceil(week * 7);
    if (!(day <= days)) return bought;
    if (day !== bought.at(-1)) bought.push(day);
    if (random.chance(dropout)) return bought;
  }
}

function meanSpend(purchases: number, random: Random): number {
  const { p, q, v } = MADE_BY;
  const scale = gammaOf(q, random) / v;
  return Math.max(1, Math.round((gammaOf(p * purchases, random) / (scale * purchases)) * 100)) / 100;
}

/** A gamma variate of that shape and rate 1: Marsaglia and Tsang (2000). */
function gammaOf(shape: number, random: Random): number {
  if (shape < 1) return gammaOf(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
