import type { AccessWindow } from '@perennial/programme';

import { accessOf } from './access.js';

const at = (text: string): number => Date.parse(`2027-03-${text}:00Z`);
const spring: AccessWindow = {
  ...{ id: 'spring', text: 'The spring collection', opensAt: at('10T09:00'), until: at('20T00:00') },
  ...{ earlier: new Map([['gold', at('08T09:00')]]), lowestTier: 'silver' },
};

describe('access to a window', () => {
  it.each([
    ['gold, a moment before its time', 'gold', at('08T09:00') - 1, 'not-yet', at('08T09:00')],
    ['gold, at its time', 'gold', at('08T09:00'), 'open', at('08T09:00')],
    ['silver, at the time of gold', 'silver', at('08T09:00'), 'not-yet', at('10T09:00')],
    ['who is in no tier yet', undefined, at('09T09:00'), 'not-yet', at('10T09:00')],
    ['a tier that the programme does not have any more', 'diamond', at('09T09:00'), 'not-yet', at('10T09:00')],
    ['everybody, from when it opens', undefined, at('10T09:00'), 'open', at('10T09:00')],
    ['gold, a moment before the end', 'gold', at('20T00:00') - 1, 'open', at('08T09:00')],
    ['nobody, at the end', 'gold', at('20T00:00'), 'over', at('08T09:00')],
  ])('%s', (_title, tier, now, reason, from) => {
    expect(accessOf(spring, tier, now)).toEqual({ isOpen: reason === 'open', reason, from });
  });

  it('of who is in no tier yet is that of the lowest', () => {
    const early = { ...spring, earlier: new Map([['silver', at('09T00:00')]]) };
    expect(accessOf(early, undefined, at('09T00:00')).reason).toBe('open');
  });
});
