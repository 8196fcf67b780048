import { readFileSync } from 'node:fs';

import * as experiments from './index.js';

describe('the README', () => {
  it('prints what it says it does', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const [, promised = ''] = /It prints\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
    const printed: string[] = [];
    const given = { ...experiments, console: { log: (...words: unknown[]) => printed.push(words.join(' ')) } };
    // The lines as they stand, with what they import handed in.
    new Function(...Object.keys(given), code.replace(/^import .*$/gm, ''))(...Object.values(given));
    expect(printed).toEqual(promised.trim().split('\n'));
  });
});
