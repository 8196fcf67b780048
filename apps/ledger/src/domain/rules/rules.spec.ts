import { readdirSync } from 'node:fs';

import { decideByRule, ruleKinds } from './index.js';

describe('the list of rule kinds', () => {
  it('has every *.rule.ts of this folder, each file named after its kind', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.rule.ts'));
    expect(ruleKinds.map(({ kind }) => `${kind}.rule.ts`).sort()).toEqual(files.sort());
  });

  it('knows no other kind', () => {
    const rule = { kind: 'points-per-smile' } as unknown as Parameters<typeof decideByRule>[2]['rule'];
    expect(() => decideByRule({} as never, undefined, { rule, timeZone: 'UTC' })).toThrow(/points-per-smile/);
  });
});
