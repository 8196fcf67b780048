import { asked } from '../campaigns.fixture.js';
import { places } from './places.step.js';

describe('places', () => {
  it.each([
    ['passes an offer without slots', new Map<string, number>(), undefined],
    ['passes as long as there is 1', new Map([['thanks', 1]]), undefined],
    ['stops where there is none', new Map([['thanks', 0]]), 'skipped'],
    ['does not look at the places of others', new Map([['tasting', 0]]), undefined],
  ])('%s', (_title, placesLeft, stop) => {
    expect(places.ask(asked({ placesLeft })).stop).toBe(stop);
  });
});
