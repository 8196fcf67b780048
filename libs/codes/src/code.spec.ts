import { randomBytes } from 'node:crypto';

import { CODE_ALPHABET, drawCode, parseCode } from './code.js';

/** Bytes 0, 1, 2 … 255 round and round: the same codes in every run. */
function countingBytes(from = 0): (count: number) => Uint8Array {
  let next = from;
  return (count) => Uint8Array.from({ length: count }, () => next++ % 256);
}

const codes = [
  ...Array.from({ length: 20 }, (_, seed) => drawCode(countingBytes(seed * 13))),
  ...Array.from({ length: 20 }, () => drawCode(randomBytes)),
];
const bare = codes.map((code) => code.replaceAll('-', ''));

describe('the alphabet of codes', () => {
  it('has 23 symbols, each once', () => {
    expect(new Set(CODE_ALPHABET).size).toBe(23);
    expect(CODE_ALPHABET).toHaveLength(23);
  });

  it.each(['01OIL', '2Z', '5S', '6G', '8B', 'UV'])('has at most one of the look-alikes %s', (lookAlikes) => {
    expect([...lookAlikes].filter((symbol) => CODE_ALPHABET.includes(symbol)).length).toBeLessThanOrEqual(1);
  });

  it.each([...'AEIOUY01L'])('does not have %s', (symbol) => {
    expect(CODE_ALPHABET).not.toContain(symbol);
  });
});

describe('drawCode', () => {
  it('gives four groups of five symbols', () => {
    for (const code of codes) expect(code).toMatch(/^([2-9CDFHJKMNPQRTVWX]{5}-){3}[2-9CDFHJKMNPQRTVWX]{5}$/);
  });

  it('carries at least 80 bits of chance: 19 of its 20 symbols are drawn', () => {
    expect(19 * Math.log2(CODE_ALPHABET.length)).toBeGreaterThan(80);
    const changed = Array.from({ length: 19 }, (_, place) => {
      const bytes = new Uint8Array(19);
      bytes[place] = 1;
      return drawCode(() => bytes)
        .replaceAll('-', '')
        .slice(0, 19);
    });
    expect(new Set(changed).size).toBe(19);
  });

  it('is the code these bytes have always given', () => {
    expect(drawCode(countingBytes())).toBe('23456-789CD-FHJKM-NPQRT');
  });

  it('throws bytes from 230 on away, so that every symbol is as likely as the others', () => {
    const counts = new Map<string, number>();
    const random = countingBytes();
    // 230 codes draw 19 of each 230 usable values in turn: a whole number of rounds.
    for (let i = 0; i < 230; i += 1) {
      for (const symbol of drawCode(random).replaceAll('-', '').slice(0, 19)) {
        counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
      }
    }
    expect([...CODE_ALPHABET].map((symbol) => counts.get(symbol))).toEqual(Array(23).fill(190));
  });
});

describe('parseCode', () => {
  it('reads what was issued', () => {
    for (const code of codes) expect(parseCode(code)).toBe(code);
  });

  it('reads small letters, and spaces or dashes anywhere or nowhere', () => {
    for (const code of codes) {
      expect(parseCode(code.toLowerCase())).toBe(code);
      expect(parseCode(code.replaceAll('-', ''))).toBe(code);
      expect(parseCode(` ${code.replaceAll('-', ' \u2013 ')}\n`)).toBe(code);
      expect(parseCode([...code].join(' '))).toBe(code);
    }
  });

  it('refuses every code with one wrong symbol', () => {
    for (const code of bare) {
      for (let place = 0; place < code.length; place += 1) {
        for (const symbol of CODE_ALPHABET) {
          if (symbol === code[place]) continue;
          expect(parseCode(code.slice(0, place) + symbol + code.slice(place + 1))).toBeUndefined();
        }
      }
    }
  });

  it('refuses every code with two different neighbours swapped', () => {
    let swaps = 0;
    for (const code of bare) {
      for (let place = 0; place + 1 < code.length; place += 1) {
        const [first = '', second = ''] = code.slice(place, place + 2);
        if (first === second) continue;
        swaps += 1;
        expect(parseCode(code.slice(0, place) + second + first + code.slice(place + 2))).toBeUndefined();
      }
    }
    expect(swaps).toBeGreaterThan(500);
  });

  it.each([
    ['nothing', ''],
    ['a symbol too few', '23456-789CD-FHJKM-NPQR'],
    ['a symbol too many', '23456-789CD-FHJKM-NPQRT2'],
    ['a vowel', 'A3456-789CD-FHJKM-NPQRT'],
    ['a long text', '2'.repeat(100_000)],
    ['text around it', 'code 23456-789CD-FHJKM-NPQRT'],
  ])('refuses %s', (_title, typed) => {
    expect(parseCode(typed)).toBeUndefined();
  });
});
