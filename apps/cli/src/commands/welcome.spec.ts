import { loadProgramme } from '@perennial/programme';
import { fileURLToPath } from 'node:url';

import { usualDataDir } from '../platform/workspace.js';
import { whatToTry } from './welcome.js';

const urls = { ledger: 'http://ledger', campaign: 'http://campaign', metrics: 'http://metrics' };
const programme = (name: string) =>
  loadProgramme(fileURLToPath(new URL(`../../../../programmes/${name}.yaml`, import.meta.url)));

describe('whatToTry', () => {
  it.each([
    ['jeweller', 'publish --customer c-1 --total 100.00 --currency USD'],
    ['travel-club', 'publish --customer c-1 --partner fuel --total 100.00 --currency GBP'],
  ])('of the %s shows a purchase that earns points', (name, expected) => {
    const hints = { urls, withShop: false, dataDir: usualDataDir, programme: programme(name) };
    expect(whatToTry('embedded', hints)).toContain(`    npm run perennial -- ${expected}`);
  });
});
