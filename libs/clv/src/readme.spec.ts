import { readFileSync } from 'node:fs';

import { describeWithRealData } from '@perennial/testing';

import * as clv from './index.js';

describeWithRealData('the README', ['cdnow/transactions.csv'], (transactions = '') => {
  it('prints what it says it does', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const [, promised] = /it prints `([^`]+)`/.exec(readme) ?? [];
    const printed: string[] = [];
    const given = {
      ...clv,
      readFileSync: () => readFileSync(transactions, 'utf8'),
      console: { log: (...words: string[]) => printed.push(words.join(' ')) },
    };
    // The lines as they stand, with what they import handed in.
    new Function(...Object.keys(given), code.replace(/^import .*$/gm, ''))(...Object.values(given));
    expect(printed).toEqual([promised]);
  });
});
