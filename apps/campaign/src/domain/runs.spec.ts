import { aCampaign, aCandidate, AT, DAY_MS } from './campaigns.fixture.js';
import type { Decision } from './decision.js';
import { isHeldBack, runName, toPublish, type LastDecision } from './runs.js';

let count = 0;
const decided = (outcome: Decision['outcome'], reason: string, changes: Partial<Decision> = {}): Decision => ({
  ...aCandidate(),
  ...{ decisionId: `d-${(count += 1)}`, arm: 'treatment', day: '2027-03-15', steps: [], outcome, reason },
  ...changes,
});
const last = (reason: string, outcome: Decision['outcome'] = 'withheld'): LastDecision => ({
  ...{ outcome, reason, decidedAt: AT },
});

describe('what is published of what is withheld', () => {
  const [capped, again] = [decided('withheld', 'frequency-cap'), decided('withheld', 'frequency-cap')];
  const budget = decided('withheld', 'budget');
  const offered = decided('offered', 'passed');

  it.each<[string, Decision[], Decision[]]>([
    ['the first of several in a row', [capped, again], [capped]],
    ['the first of each reason', [capped, again, budget], [capped, budget]],
    ['the first after an offer', [capped, offered, again], [capped, offered, again]],
    ['nothing that was skipped, which ends no row', [capped, decided('skipped', 'too-old'), again], [capped]],
  ])('is %s', (_title, decisions, published) => {
    expect(toPublish(decisions, new Map())).toEqual(published);
  });

  it('is what the holdout answers, each time', () => {
    const held = [decided('withheld', 'holdout'), decided('withheld', 'holdout')];
    expect(toPublish(held, new Map([[runName(aCandidate()), last('holdout')]]))).toEqual(held);
  });

  it('goes on from what was decided before, by customer and campaign', () => {
    const other = decided('withheld', 'budget', { campaign: aCampaign({ id: 'other' }) });
    const somebody = decided('withheld', 'budget', { customerId: 'somebody' });
    const before = new Map([[runName(aCandidate()), last('budget')]]);
    expect(toPublish([budget, other, somebody], before)).toEqual([other, somebody]);
  });
});

describe('being held back', () => {
  it.each([
    ['lasts a day', last('budget'), DAY_MS - 1, true],
    ['is over after a day', last('budget'), DAY_MS, false],
    ['is not what the holdout does', last('holdout'), 0, false],
    ['is not what an offer does', last('passed', 'offered'), 0, false],
    ['is nothing that nobody decided', undefined, 0, false],
  ])('%s', (_title, one, after, expected) => {
    expect(isHeldBack(one, AT + after)).toBe(expected);
  });
});
