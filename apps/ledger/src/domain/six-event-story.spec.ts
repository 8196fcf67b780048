import { expectedOf, sixEventStory, storyArrivals, storyFacts, storyOutcome } from '@perennial/oracle';

import { viewOf } from './member-view.js';
import { comparison } from './compared-with-oracle.fixture.js';
import { LedgerTrial, programmes } from './ledger-trial.fixture.js';

const { programme, customerId, now, asOf } = sixEventStory;
const history = programmes[programme];
const events = storyFacts.filter((fact) => 'data' in fact);
const decisions = storyFacts.filter((fact) => 'kind' in fact);

/** Plays one order of arrival. The redemption is decided when it is asked for, on what is known and dated by then. */
function play(arrival: typeof storyFacts) {
  const trial = new LedgerTrial(programme, decisions, now);
  let granted = true;
  for (const fact of arrival) {
    if ('data' in fact) {
      trial.arrive([fact]);
      continue;
    }
    granted = (trial.folded(customerId, now)?.balance.available ?? 0n) >= 50n;
    if (granted) trial.arrive([fact]);
  }
  const member = trial.ledger.member(customerId);
  if (!member) throw new Error('the customer of the story is a member');
  const stored = viewOf(history, member.account, member.state, asOf);
  return { trial, granted, stored, folded: trial.folded(customerId, asOf)! };
}

describe('six events in all 720 orders', () => {
  const ends = [...storyArrivals()].map(play);

  it('grant the redemption in 228 of them, where its points are there when it is asked for', () => {
    expect([ends.length, ends.filter(({ granted }) => granted).length]).toEqual([720, 228]);
  });

  it.each([
    ['granted', true, storyOutcome.redeemed],
    ['refused', false, storyOutcome.refused],
  ])('end as computed by hand, and as the oracle says, wherever it was %s', (_title, was, outcome) => {
    const known = { events, decisions: was ? decisions : [] };
    const member = expectedOf(programme, known, asOf).members.get(customerId)!;
    const [told, compared] = comparison(member);
    expect(told).toMatchObject(outcome);
    for (const { granted, stored, folded } of ends) {
      if (granted !== was) continue;
      expect(compared(stored)).toEqual(told);
      expect(compared(folded)).toEqual(told);
    }
  });

  it('leave messages that add up to the balance in every one of them', () => {
    const sign = (type: string) =>
      type === 'loyalty.reward.issued.v1' || type === 'loyalty.points.adjusted.v1' ? 1 : -1;
    for (const { trial, granted } of ends) {
      const sum = trial.ledger.messages
        .filter(({ type }) => type !== 'loyalty.tier.changed.v1')
        .reduce((points, { type, data }) => points + sign(type) * Number(data.points), 0);
      expect(sum).toBe(granted ? -33 : 17);
    }
  });
});
