import { canCancel, canConfirm, heldUntil, isTaken, leftAt, type Place } from './place.js';

const at = (time: string): Date => new Date(`2027-04-02T${time}Z`);
const slot = { slot: 'friday', startsAt: at('18:00:00'), places: 2 };
const place = (state: Place['state']): Place => ({
  ...{ slot: 'friday', startsAt: slot.startsAt, state, until: at('10:15:00') },
});
const [before, end] = [at('10:14:59'), at('10:15:00')];

describe('a place in a slot', () => {
  it.each([
    ['reserved', 'held', before, true],
    ['reserved', 'at the instant its time is over', end, false],
    ['confirmed', 'whatever the time', at('17:00:00'), true],
    ['cancelled', 'whatever the time', before, false],
  ] as const)('%s, %s: is it taken?', (state, _when, now, taken) => {
    expect(isTaken(place(state), now)).toBe(taken);
  });

  it('is held no longer than wanted, than the offer is valid, and than until the slot begins', () => {
    const now = at('10:00:00');
    expect(heldUntil(now, 900, slot, undefined)).toEqual(end);
    expect(heldUntil(now, 86_400, slot, undefined)).toEqual(slot.startsAt);
    expect(heldUntil(now, 86_400, slot, at('12:00:00'))).toEqual(at('12:00:00'));
  });

  it('is confirmed once, while it is held', () => {
    expect(canConfirm(place('reserved'), before)).toBe(true);
    expect(canConfirm(place('reserved'), end)).toBe(false);
    expect(canConfirm(place('confirmed'), before)).toBe(false);
    expect(canConfirm(place('cancelled'), before)).toBe(false);
  });

  it.each([
    ['what nobody has', 1, before, 1],
    ['none when all are taken', 2, before, 0],
    ['none where more are taken than a new document has', 3, before, 0],
    ['none from when it begins', 0, slot.startsAt, 0],
  ])('is left to others: %s', (_title, taken, now, left) => {
    expect(leftAt(slot, taken, now)).toBe(left);
  });

  it('is given back until the slot begins', () => {
    expect(canCancel(place('confirmed'), at('17:59:59'))).toBe(true);
    expect(canCancel(place('confirmed'), slot.startsAt)).toBe(false);
    expect(canCancel(place('reserved'), before)).toBe(true);
    expect(canCancel(place('reserved'), end)).toBe(false);
    expect(canCancel(place('cancelled'), before)).toBe(false);
  });
});
