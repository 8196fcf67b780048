import { ringSigns, type ToldReferral } from './ring.js';
import { stateOf } from './referral-state.js';

const referral = (refereeId: string, changes: Partial<ToldReferral> = {}): ToldReferral => ({
  referralId: `to-${refereeId}`,
  referrerId: 'ann',
  refereeId,
  ...changes,
});

describe('signs of a ring', () => {
  const device = (refereeId: string, deviceDigest = 'd-1', referrerId = 'ann') =>
    referral(refereeId, { deviceDigest, referrerId });

  it.each([
    ['none without keys', referral('bob'), [referral('cid'), referral('dan')], []],
    ['none where two friends share a device', device('bob'), [device('cid')], []],
    ['three friends share a device', device('bob'), [device('cid'), device('dan')], ['shared-device']],
    ['a friend told twice is one', device('bob'), [device('bob'), device('cid')], []],
    ['friends of others do not count', device('bob'), [device('cid'), device('dan', 'd-1', 'eve')], []],
    ['other devices do not count', device('bob'), [device('cid'), device('dan', 'd-2')], []],
    [
      'three friends share an address',
      referral('bob', { addressDigest: 'a' }),
      [referral('cid', { addressDigest: 'a' }), referral('dan', { addressDigest: 'a' })],
      ['shared-address'],
    ],
    [
      'the friend has referred the referrer',
      referral('bob'),
      [referral('ann', { referrerId: 'bob' })],
      ['returned-favour'],
    ],
  ])('%s', (_title, one, others, signs) => {
    expect(ringSigns(one, [one, ...others])).toEqual(signs);
    expect(ringSigns(one, others.toReversed())).toEqual(signs);
  });
});

describe('the state of a referral', () => {
  const facts = { joined: false, qualified: false, rewarded: false, reversed: false };
  it.each([
    [facts, 'invited'],
    [{ ...facts, joined: true }, 'joined'],
    [{ ...facts, joined: true, qualified: true }, 'qualified'],
    [{ ...facts, qualified: true, rewarded: true }, 'rewarded'],
    [{ joined: true, qualified: true, rewarded: true, reversed: true }, 'reversed'],
  ])('%j is %s', (told, state) => {
    expect(stateOf(told)).toBe(state);
  });
});
