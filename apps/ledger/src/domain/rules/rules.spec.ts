import { readdirSync } from 'node:fs';

import { ruleKinds } from './index.js';

describe('the list of rule kinds', () => {
  it('has every *.rule.ts of this folder, each file named after its kind', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.rule.ts'));
    expect(ruleKinds.map(({ kind }) => `${kind}.rule.ts`).sort()).toEqual(files.sort());
  });
});
