/**
 * What a code is written with: 23 symbols. Of each pair that people take for each other at most one is in it (0 O, 1 I L,
 * 2 Z, 5 S, 6 G, 8 B, U V), and no vowel, nor Y, so that no code spells a word.
 * 23 is prime, which is what lets one check symbol from the same alphabet find every single mistake and every swap.
 */
export const CODE_ALPHABET = '23456789CDFHJKMNPQRTVWX';

/** 19 symbols of 23 are 85.9 bits of chance, and one symbol checks them. */
const DRAWN_SYMBOLS = 19;
const GROUP = 5;

const BASE = CODE_ALPHABET.length;
/** Generates all of 1 to 22 modulo 23: no weight is 0, and neighbours never weigh the same. */
const WEIGHT = 5;

const SHAPE = new RegExp(`^[${CODE_ALPHABET}]{${DRAWN_SYMBOLS + 1}}$`);

/** Gives as many bytes as asked for, from a source nobody can predict. */
export type RandomBytes = (count: number) => Uint8Array;

/** A new code as people see it: four groups of five symbols, such as `7KQ2X-9DMWF-3HT8V-CJ4RN`. */
export function drawCode(random: RandomBytes): string {
  const drawn: number[] = [];
  // Bytes above the last whole multiple of 23 are thrown away: with them some symbols would come up more often.
  const fair = 256 - (256 % BASE);
  while (drawn.length < DRAWN_SYMBOLS) {
    for (const byte of random(DRAWN_SYMBOLS - drawn.length)) {
      if (byte < fair) drawn.push(byte % BASE);
    }
  }
  return grouped([...drawn, checkSymbol(drawn)].map((value) => CODE_ALPHABET.charAt(value)).join(''));
}

/**
 * Reads a code as a person typed it: small or capital letters, with or without spaces and dashes.
 *
 * @returns the code as it was issued, or undefined when it cannot be one: wrong length, a symbol that codes do not
 *          have, or a check symbol that does not fit (one wrong symbol and two neighbours swapped are always found)
 */
export function parseCode(typed: string): string | undefined {
  const symbols = typed.replace(/[\s\-\u2010-\u2015\u2212]/g, '').toUpperCase();
  if (!SHAPE.test(symbols)) return undefined;
  const values = [...symbols].map((symbol) => CODE_ALPHABET.indexOf(symbol));
  return checksum(values) === 0 ? grouped(symbols) : undefined;
}

/** The sum over all symbols, each times 5 to the power of its place, modulo 23. Of a whole code it is 0. */
function checksum(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum = (sum * WEIGHT + value) % BASE;
  return sum;
}

function checkSymbol(drawn: readonly number[]): number {
  return (BASE - checksum([...drawn, 0])) % BASE;
}

function grouped(symbols: string): string {
  const groups: string[] = [];
  for (let at = 0; at < symbols.length; at += GROUP) groups.push(symbols.slice(at, at + GROUP));
  return groups.join('-');
}
