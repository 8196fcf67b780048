import { buys, refers, reviews, sendsBack, takesBackReview } from '@perennial/oracle';
import type { EarnRule, Programme, ProgrammeHistory } from '@perennial/programme';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';

const NOW = Date.parse('2029-01-01T00:00:00Z');
const first = programmes.jeweller.versions[0]!.programme;

/** From March on another version is in force. */
function then(rules: readonly EarnRule[]): ProgrammeHistory {
  const second: Programme = { ...first, version: 2, rules: [...rules] };
  const effectiveFrom = Date.parse('2028-03-01T00:00:00Z');
  const [version] = programmes.jeweller.versions;
  return { ...programmes.jeweller, versions: [version!, { ...version!, programme: second, effectiveFrom }] };
}

function renamed(rule: EarnRule): EarnRule {
  if (rule.kind !== 'points-per-referral') return { ...rule, name: `other-${rule.name}` };
  const other = (name: string) => ({ ...rule.referrer, name, points: 70 });
  return { ...rule, name: 'other-referral', referrer: other('other-referrer'), referee: other('other-referee') };
}

it.each([
  ['has no rules any more', then([])],
  ['has rules of other names and points', then(first.rules.map(renamed))],
])('what was paid is taken back whole under a version that %s', (_title, versions) => {
  const ledger = new InMemoryLedger(versions, NOW);
  ledger.handle(refers('ann', 'bob', 'f', '2028-01-11T10:00:00Z'));
  ledger.handle(buys('bob', 'o', '2028-01-12T10:00:00Z', 5000));
  ledger.handle(reviews('ann', 'v', '2028-01-13T10:00:00Z', 'ring'));
  const available = () => ['ann', 'bob'].map((who) => ledger.member(who)?.balance.available);
  expect(available()).toEqual([55n, 25n]);
  ledger.handle(takesBackReview('ann', 'v', '2028-04-01T10:00:00Z'));
  ledger.handle(sendsBack('o', 'r', '2028-04-02T10:00:00Z', 5000));
  expect(available()).toEqual([0n, 0n]);
});
