import { resolve } from 'node:path';

import { startOptions } from './start-options.js';

const flags = { demo: true, seed: '1', programme: 'p.yaml', dataDir: 'd' };
const history = { import: 'orders.csv', columns: 'customer=a,date=b,amount=c', currency: 'USD' };

describe('startOptions', () => {
  it('runs the shop with its seed, unless told not to, and not beside an import', () => {
    expect(startOptions({ ...flags, seed: '42' }).seed).toBe(42);
    expect(startOptions({ ...flags, demo: false })).not.toHaveProperty('seed');
    expect(startOptions({ ...flags, ...history })).not.toHaveProperty('seed');
  });

  it('takes files relative to where the command was called', () => {
    expect(startOptions({ ...flags, ...history })).toMatchObject({
      programme: resolve('p.yaml'),
      dataDir: resolve('d'),
      import: { file: resolve('orders.csv'), currency: 'USD' },
    });
  });

  it.each([
    ['--seed: "x" is not a whole number', { seed: 'x' }],
    ['--columns belongs to --import', { columns: 'customer=a' }],
    ['--clv-cutoff belongs to --import', { clvCutoff: '1998-06-30' }],
    ['--json belongs to --import', { json: true }],
    ['--import needs --columns', { ...history, columns: undefined }],
    ['--import needs --currency', { ...history, currency: undefined }],
  ])('refuses: %s', (message, change) => {
    expect(() => startOptions({ ...flags, ...change })).toThrow(message);
  });
});
