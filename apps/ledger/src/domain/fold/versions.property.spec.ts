import { purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { EarnRule, Programme, ProgrammeHistory } from '@perennial/programme';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { DAY_MS } from '../calendar.js';
import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';
import { viewOf, type MemberView } from '../member-view.js';

const START = Date.parse('2027-01-01T00:00:00Z');
const END = START + 900 * DAY_MS;
const first = programmes.jeweller.versions[0]!.programme;

/** The same programme with other thresholds and another rate. */
function version(number: number, gold: number, points: number): Programme {
  const tiers = first.tiers && {
    ...first.tiers,
    levels: first.tiers.levels.map((level) => (level.id === 'gold' ? { ...level, from: gold } : level)),
  };
  const rules = first.rules.map((rule): EarnRule => (rule.kind === 'points-per-amount' ? { ...rule, points } : rule));
  return { ...first, version: number, tiers, rules };
}

const history = fc
  .array(
    fc.record({ day: fc.integer({ min: 1, max: 800 }), gold: fc.constantFrom(50, 100, 300, 700), points: fc.nat(3) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((later): ProgrammeHistory => {
    const days = [...new Map(later.map((each) => [each.day, each])).values()].sort((a, b) => a.day - b.day);
    const versions = days.map(({ day, gold, points }, index) => ({
      effectiveFrom: START + day * DAY_MS,
      programme: version(index + 2, gold, points + 1),
    }));
    return { versions: [{ effectiveFrom: -Infinity, programme: first }, ...versions] };
  });

const purchases = fc.array(
  fc.record({ day: fc.integer({ min: 0, max: 820 }), totalMinor: fc.constantFrom(5_000, 120_000, 400_000) }),
  { minLength: 1, maxLength: 7 },
);

const eventsOf = (bought: readonly { day: number; totalMinor: number }[]): Envelope[] =>
  bought.map(({ day, totalMinor }, index) =>
    anEvent(purchaseCompleted, {
      id: `e-${index}`,
      time: new Date(START + day * DAY_MS).toISOString(),
      data: { orderId: `o-${index}`, customerId: 'c-1', currency: 'USD', totalMinor, lines: undefined },
    }),
  );

function run(versions: ProgrammeHistory, events: readonly Envelope[], ticks: readonly number[] = []): MemberView {
  const ledger = new InMemoryLedger(versions, END);
  events.forEach((event, index) => {
    ledger.handle(event);
    const tick = ticks[index];
    if (tick !== undefined) ledger.tick(tick);
  });
  ledger.tick(END);
  const member = ledger.member('c-1');
  if (!member) throw new Error('the customer of the events is a member');
  return viewOf(versions, member.account, member.state, END);
}

describe('several versions of a programme', () => {
  it('give the same points and tiers whatever order the purchases arrive in', () => {
    fc.assert(
      fc.property(
        history,
        purchases.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
        ),
        (versions, [bought, order]) => {
          const events = eventsOf(bought);
          const inOrder = [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
          const shuffled = order.map((index) => events[index]!);
          expect(run(versions, shuffled)).toEqual(run(versions, inOrder));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('give the same however often time was let pass between the purchases', () => {
    fc.assert(
      fc.property(
        history,
        purchases,
        fc.array(fc.integer({ min: 0, max: 890 }), { maxLength: 7 }),
        (versions, bought, days) => {
          const inOrder = eventsOf(bought).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
          const ticks = days.map((day) => START + day * DAY_MS);
          expect(run(versions, inOrder, ticks)).toEqual(run(versions, inOrder));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('act on tiers at their instant: whoever has the points of a lowered threshold is gold from then on, without a fact', () => {
    const lowered = START + 100 * DAY_MS;
    const versions: ProgrammeHistory = {
      versions: [
        { effectiveFrom: -Infinity, programme: first },
        { effectiveFrom: lowered, programme: version(2, 100, 1) },
      ],
    };
    const ledger = new InMemoryLedger(versions, END);
    ledger.handle(...eventsOf([{ day: 1, totalMinor: 120_000 }]));
    const at = (instant: number) => {
      const member = ledger.member('c-1')!;
      return viewOf(versions, member.account, member.state, instant).tier;
    };
    expect(at(lowered - 1)?.id).toBe('silver');
    expect(at(lowered)).toMatchObject({ id: 'gold', since: lowered });
    ledger.tick(lowered);
    expect(ledger.messages.filter(({ type }) => type === 'loyalty.tier.changed.v1')).toMatchObject([
      { time: new Date(lowered).toISOString(), data: { from: 'silver', to: 'gold', reason: { programmeVersion: 2 } } },
    ]);
    expect(at(lowered + 1)).toMatchObject({ id: 'gold', since: lowered });
  });
});
