import { AT_INSTANTS, CHOOSING, ONCE_FOR_NEWCOMERS } from '../load/campaigns.js';
import { notOnce } from './once.js';

const INSTANT = `${AT_INSTANTS}/2036-06-15T12:01:00.000Z`;
const history = { name: 'h0', events: [], besides: [], asOf: [], customers: [], deciders: [], newcomer: 'h0-new' };
const good = () => new Map([...ONCE_FOR_NEWCOMERS, INSTANT].map((what) => [what, new Map([['h0-new', 1]])] as const));

describe('what has to happen once', () => {
  it('has happened once for every newcomer, and to some at an instant', () => {
    expect(notOnce([history], good())).toEqual([]);
  });

  it.each([CHOOSING, INSTANT])('does not happen twice: %s', (what) => {
    const twice = good().set(what, new Map([['h0-new', 2]]));
    expect(notOnce([history], twice)).toEqual([`${what} came 2 times for h0-new`]);
  });

  it.each(ONCE_FOR_NEWCOMERS)('is not left out: %s', (what) => {
    expect(notOnce([history], good().set(what, new Map()))).toEqual([`${what} never came for h0-new`]);
  });

  it('is decided at an instant at all', () => {
    const without = good();
    without.delete(INSTANT);
    expect(notOnce([history], without)).toEqual([`nobody was decided about at an instant of ${AT_INSTANTS}`]);
  });
});
