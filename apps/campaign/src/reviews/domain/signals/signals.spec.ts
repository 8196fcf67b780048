import { readdirSync } from 'node:fs';

import { loadProgramme, reviewTrustOf } from '@perennial/programme';

import type { Evidence } from '../evidence.js';
import { reasonsAgainst } from '../judgement.js';
import { signals } from './index.js';

const settings = reviewTrustOf(loadProgramme('programmes/jeweller.yaml'));

/** A review against which nothing speaks. */
const inOrder: Evidence = {
  ...{ orders: 1, kept: 1, lines: 1, ofLines: 1, ofDay: 1, ofMonth: 1 },
  ...{ onDay: 1, past: 0, copies: 0, similarity: 0 },
};
const against = (change: Partial<Evidence>, changed = settings) =>
  reasonsAgainst({ ...inOrder, ...change }, changed).map(({ code, evidence }) => [code, evidence]);

describe('what speaks against a review', () => {
  it.each<[string, Partial<Evidence>, unknown[]]>([
    ['nothing: bought, kept, the first one of it', {}, []],
    [
      'that it was never bought',
      { orders: 0, kept: 0, lines: 0 },
      [['unverified', { withinDays: 365, orders: 0, returned: 0 }]],
    ],
    [
      'that both times it was bought it came back',
      { orders: 2, kept: 0, lines: 2 },
      [['unverified', { withinDays: 365, orders: 2, returned: 2 }]],
    ],
    ['nothing where one of two was kept', { orders: 2, kept: 1, lines: 2 }, []],
    ['nothing of the second review of two order lines', { lines: 2, ofLines: 2 }, []],
    ['the third review of two order lines', { lines: 2, ofLines: 3 }, [['same-order-line', { lines: 2, reviews: 3 }]]],
    [
      'the second review of what was not bought',
      { lines: 0, ofLines: 2 },
      [['same-order-line', { lines: 0, reviews: 2 }]],
    ],
    ['nothing of the 5th review of a day', { ofDay: 5 }, []],
    ['the 6th review of a day', { ofDay: 6 }, [['velocity-day', { reviews: 6, max: 5 }]]],
    ['nothing of the 20th review of a month', { ofMonth: 20 }, []],
    ['the 21st review of a month', { ofMonth: 21 }, [['velocity-month', { reviews: 21, max: 20 }]]],
    ['nothing of 7 reviews of a new product in a day', { onDay: 7 }, []],
    [
      '8 reviews in a day where .7 are expected',
      { onDay: 8 },
      [['burst', { onDay: 8, expected: 0.7, tail: expect.closeTo(7.7e-7, 8) }]],
    ],
    ['nothing of 8 where 1 a day came before', { onDay: 8, past: 28 }, []],
    ['11 where 1 a day came before', { onDay: 11, past: 28 }, [['burst', expect.objectContaining({ expected: 1 })]]],
    ['a text that was there', { copies: 1 }, [['duplicate-text', { copies: 1 }]]],
    ['words that have .8 in common', { similarity: 0.8 }, [['near-duplicate-text', { similarity: 0.8 }]]],
    ['nothing of words that have .79 in common', { similarity: 0.79 }, []],
    [
      'a copy only once, though its words are the same too',
      { copies: 3, similarity: 1 },
      [['duplicate-text', { copies: 3 }]],
    ],
  ])('is %s', (_title, change, reasons) => {
    expect(against(change)).toEqual(reasons);
  });

  it('is nothing that weighs 0', () => {
    const weights = { ...settings.weights, burst: 0 };
    expect(against({ onDay: 100, copies: 1 }, { ...settings, weights })).toEqual([['duplicate-text', { copies: 1 }]]);
  });

  it('is looked for by every signal there is, each with a code and a weight of its own', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.signal.ts'));
    expect(files.map((name) => name.replace('.signal.ts', '')).sort()).toEqual(signals.map(({ code }) => code).sort());
    expect(signals.map(({ weight }) => weight).sort()).toEqual(Object.keys(settings.weights).sort());
  });
});
