import { customerErased, isEvent } from '@perennial/contracts';
import { arrivals, type GeneratedHistory, histories, type ProgrammeId, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { inWords } from './compared-with-oracle.fixture.js';
import type { Decision } from './decision.js';
import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';
import type { ToldDecision } from './told-decisions.fixture.js';

const TRIED = tried(12);

interface Trial {
  readonly history: GeneratedHistory;
  readonly staff: readonly ToldDecision[];
  readonly chunks: readonly (readonly (Arrival | ToldDecision)[])[];
}

const wish = fc.record({
  which: fc.nat(2),
  near: fc.nat(9999),
  /** After a fact of the history: mostly when its points have expired, or are about to. */
  days: fc.constantFrom(0, 1, 20, 370, 396, 400, 735, 760),
  points: fc.constantFrom(1n, 3n, 10n, 1000n),
  later: fc.constantFrom(undefined, 1, 10, 100, 500),
  until: fc.constantFrom(undefined, 0, 30, 400),
});

/** Reinstating, extending and leaving, told in the ledger's own words: the oracle does not know them. */
function staffOf(
  history: GeneratedHistory,
  wishes: readonly (typeof wish extends fc.Arbitrary<infer Each> ? Each : never)[],
): ToldDecision[] {
  const facts = [...history.events.filter(({ subject }) => subject !== undefined), ...history.decisions];
  const people = [...new Set(history.events.flatMap(({ subject }) => subject ?? []))];
  const homes = history.decisions.filter((told) => told.kind === 'household');
  if (facts.length === 0 || people.length === 0) return [];
  return wishes.flatMap(({ which, near, days, points, later, until }, index): ToldDecision[] => {
    // An instant of its own, that no fact of the generator has: what acts first never depends on ids.
    const at = facts[near % facts.length]!.at + days * DAY_MS + 7 + index;
    const id = `staff-${index}`;
    const home = homes[near % Math.max(1, homes.length)];
    if (which === 2) {
      if (!home || at <= home.at) return [];
      const members = [...home.members].sort();
      const customerId = members[near % members.length]!;
      return [
        { customerId, others: members, id, at, decisionOf: (account) => ({ kind: 'household-leave', householdId: home.id, pool: members.map(account) }) },
      ]; // prettier-ignore
    }
    const customerId = people[near % people.length]!;
    const decision: Decision =
      which === 0
        ? { kind: 'reinstatement', reinstatementId: id, points, reason: 'told', ...(later === undefined ? {} : { expiresAt: at + later * DAY_MS }) } // prettier-ignore
        : { kind: 'extension', extensionId: id, expiresAt: at + (later ?? 50) * DAY_MS, reason: 'told', ...(until === undefined ? {} : { expiringBy: at + until * DAY_MS }) }; // prettier-ignore
    return [{ customerId, others: [], id, at, decisionOf: () => decision }];
  });
}

const trials = (programme: ProgrammeId): fc.Arbitrary<Trial> =>
  fc.tuple(histories(programme), fc.array(wish, { minLength: 1, maxLength: 5 })).chain(([grown, wishes]) => {
    // An erasure acts when it arrives, so what it leaves does depend on the arrival.
    const history = { ...grown, events: grown.events.filter((event) => !isEvent(customerErased, event)) };
    const staff = staffOf(history, wishes);
    return arrivals<Arrival | ToldDecision>([...history.events, ...history.decisions, ...staff]).map((chunks) => ({ history, staff, chunks })); // prettier-ignore
  });

function run({ history, staff }: Trial, chunks: Trial['chunks']): LedgerTrial {
  const { programme, decisions, events } = history;
  const now = Math.max(0, ...[...events, ...decisions, ...staff].map(({ at }) => at));
  const trial = new LedgerTrial(programme, decisions, now);
  for (const chunk of chunks) trial.arrive(chunk);
  return trial;
}

describe.each(programmeIds)(
  '%s: points reinstated, lots extended, households left, whatever the order, the repetition and the slicing',
  (programme) => {
    it('come to what the same facts come to one by one in order of things, stored and folded, at every instant', () => {
      let brought = 0;
      fc.assert(
        fc.property(trials(programme), (each) => {
          const mixed = run(each, each.chunks);
          const { decisions } = each.history;
          const accepted = mixed.accepted(each.history.events);
          const inOrder = [...accepted, ...decisions, ...each.staff].sort((a, b) => a.at - b.at).map((one) => [one]);
          const straight = run(each, inOrder);
          // Of rivals the first to arrive is accepted; without them both know the same.
          fc.pre(straight.accepted(accepted).length === accepted.length);
          const newest = Math.max(...inOrder.flat().map(({ at }) => at), 0);
          for (const { customerId, state } of [...straight.ledger.members.values()]) {
            if (customerId === '' || state.mergedInto) continue;
            brought += Number(state.totals.reinstated);
            for (const asOf of [...each.history.asOf, newest, newest + 90 * DAY_MS, newest + 3000 * DAY_MS]) {
              const [one, other] = [mixed, straight].map((trial) => trial.folded(customerId, asOf));
              expect(one && inWords(one)).toEqual(other && inWords(other));
              if (asOf < newest) continue;
              for (const trial of [mixed, straight]) {
                const stored = trial.stored(customerId, asOf);
                if (stored) expect({ customerId, asOf, ...inWords(stored) }).toEqual({ customerId, asOf, ...inWords(one!) }); // prettier-ignore
              }
            }
            expect(mixed.ledger.member(customerId)?.state.household?.members.length).toBe(
              state.household?.members.length,
            );
          }
          // What was posted, too, once time has done everything it will do.
          const end = newest + 3000 * DAY_MS;
          for (const { ledger } of [mixed, straight]) ledger.tick(end);
          for (const { customerId } of straight.ledger.members.values()) {
            if (customerId === '') continue;
            const posted = [mixed, straight].map(({ ledger }) => ledger.member(customerId)?.balance);
            expect(posted[0]).toEqual(posted[1]);
          }
        }),
        TRIED,
      );
      expect(brought).toBeGreaterThan(0);
    });
  },
);
