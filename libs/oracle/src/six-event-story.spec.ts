import { member, type Fact } from './asking.js';
import { acceptedOf } from './acceptance.js';
import { sixEventStory, storyArrivals, storyFacts, storyOutcome, storyRedemptionIsCovered } from './six-event-story.js';

const { programme, asOf } = sixEventStory;

/** What is left of an arrival: events that were accepted, and the redemption if there were points for it. */
function committed(arrival: readonly Fact[]): Fact[] {
  const arrived: Fact[] = [];
  for (const fact of arrival) {
    const events = arrived.filter((one) => 'data' in one);
    const known = acceptedOf(
      programme,
      events.map((event) => [event]),
    ).accepted;
    if ('data' in fact || storyRedemptionIsCovered(known)) arrived.push(fact);
  }
  return arrived;
}

describe('the six-event story', () => {
  it('arrives in 720 orders', () => {
    const orders = [...storyArrivals()].map((arrival) => arrival.map(({ id }) => id).join());
    expect(new Set(orders).size).toBe(720);
  });

  it('ends with a debt of 33 points when the redemption was granted, whatever the order', () => {
    for (const arrival of storyArrivals())
      expect(member(programme, arrival, asOf)).toMatchObject(storyOutcome.redeemed);
  });

  it('ends with 17 points when it was refused', () => {
    const events = storyFacts.filter((fact) => 'data' in fact);
    expect(member(programme, events, asOf)).toMatchObject(storyOutcome.refused);
  });

  it('grants the redemption in 228 of the orders, by what has arrived and is dated up to then', () => {
    const ends = { granted: 0, refused: 0 };
    for (const arrival of storyArrivals()) {
      const facts = committed(arrival);
      const granted = facts.length === storyFacts.length;
      ends[granted ? 'granted' : 'refused'] += 1;
      expect(member(programme, facts, asOf)).toMatchObject(granted ? storyOutcome.redeemed : storyOutcome.refused);
    }
    expect(ends).toEqual({ granted: 228, refused: 492 });
  });
});
