import { arrivals, buys, histories, programmeIds, refers, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';
import { mismatchesIn, partsAmong } from './mismatch.js';
import { toTheEnd } from './steps.js';

const TRIED = tried(20);
const DAY_MS = 86_400_000;
/** Days after the last fact on which time is let pass: reservations lapse, lots expire, tiers end. */
const LATER = [1, 40, 400, 2_000];

describe.each(programmeIds)('members of random histories of the %s', (id) => {
  it('are what their facts come to, folded together with all they hang together with, also as time passes', () => {
    let together = 0;
    const trials = histories(id).chain((history) =>
      arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
    );
    fc.assert(
      fc.property(trials, ({ history: { events, decisions }, chunks }) => {
        const now = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
        const trial = new LedgerTrial(id, decisions, now, events);
        for (const chunk of chunks) trial.arrive(chunk);
        const kept = trial.kept();
        const parts = partsAmong(kept);
        together = Math.max(together, ...parts.map(({ length }) => length));
        expect(parts.flat().toSorted()).toEqual([...kept.members.keys()].toSorted());
        expect(parts.flatMap((part) => toTheEnd(mismatchesIn(trial.ledger.programmes, part, kept)))).toEqual([]);
        for (const days of LATER) {
          trial.ledger.tick(now + days * DAY_MS);
          const later = trial.kept();
          const found = partsAmong(later).flatMap((part) =>
            toTheEnd(mismatchesIn(trial.ledger.programmes, part, later)),
          );
          expect({ days, found }).toEqual({ days, found: [] });
        }
      }),
      TRIED,
    );
    expect(together).toBeGreaterThan(1);
  });
});

it('takes the facts of 200 friends of one member a few times, not once for each of them', () => {
  const friends = Array.from({ length: 200 }, (_, friend) => `f-${friend}`);
  const trial = new LedgerTrial('jeweller', [], Date.parse('2027-06-01T00:00:00Z'));
  trial.arrive(friends.map((friend) => refers('ann', friend, friend, '2027-01-01T00:00:00Z')));
  trial.arrive(friends.map((friend) => buys(friend, `o-${friend}`, '2027-01-02T00:00:00Z', 100_000)));
  const kept = trial.kept();
  let taken = 0;
  const { facts } = kept.past;
  const counted = new Map(facts);
  counted.get = (account) => {
    taken += 1;
    return facts.get(account);
  };
  const all = { ...kept, past: { ...kept.past, facts: counted } };
  const parts = partsAmong(all);
  expect(parts.map(({ length }) => length)).toEqual([201]);
  expect(parts.flatMap((part) => toTheEnd(mismatchesIn(trial.ledger.programmes, part, all)))).toEqual([]);
  expect(taken).toBeLessThan(201 * 10);
});
