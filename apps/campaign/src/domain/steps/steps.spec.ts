import { readdirSync } from 'node:fs';

import { steps } from './index.js';
import { notHeldOut } from './not-held-out.step.js';
import { oncePerCustomer } from './once-per-customer.step.js';
import { recentEnough } from './recent-enough.step.js';

describe('the steps before an offer', () => {
  it('ask who may have it before who is held out, so that both groups are alike', () => {
    expect(steps).toEqual([oncePerCustomer, recentEnough, notHeldOut]);
  });

  it('are all in the list', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.step.ts'));
    expect(files).toHaveLength(steps.length);
  });
});
