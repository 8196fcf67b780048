import { arrivals, type GeneratedHistory, histories, type ProgrammeId, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { inWords } from './compared-with-oracle.fixture.js';
import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';
import { totalOf } from './member-state.js';
import { viewOf } from './member-view.js';
import { dueAtOf } from './notice.js';
import type { OutgoingPoints } from './posting/points-message.js';
import { signedPoints } from './signed-points.fixture.js';

const TRIED = tried(20);

interface Trial {
  readonly history: GeneratedHistory;
  readonly chunks: readonly (readonly Arrival[])[];
  /** Before each chunk: by how much the clock has gone on, in days; undefined: the job has not run. */
  readonly pauses: readonly (number | undefined)[];
}

const DAYS = [0, 1, 13, 14, 30, 366, 400];

const trials = (programme: ProgrammeId): fc.Arbitrary<Trial> =>
  histories(programme).chain((history) =>
    arrivals<Arrival>([...history.events, ...history.decisions]).chain((chunks) =>
      fc
        .array(fc.option(fc.constantFrom(...DAYS), { nil: undefined }), {
          minLength: chunks.length,
          maxLength: chunks.length,
        })
        .map((pauses) => ({ history, chunks, pauses })),
    ),
  );

function trialOf({ programme, decisions, events }: GeneratedHistory): LedgerTrial {
  return new LedgerTrial(programme, decisions, lastOf({ decisions, events }), events);
}

function instantsOf({ events, decisions }: Pick<GeneratedHistory, 'events' | 'decisions'>): number[] {
  return [...events, ...decisions].map(({ at }) => at);
}

function lastOf(history: Pick<GeneratedHistory, 'events' | 'decisions'>): number {
  return Math.max(0, ...instantsOf(history));
}

/** Messages add up to what was posted, and their numbers on either topic are 1, 2, 3 … */
function expectSoundMessages({ ledger }: LedgerTrial): void {
  const sums = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const message of ledger.messages) {
    const { subject, type, data } = message;
    if (data.memberSequence === undefined) continue;
    sums.set(subject, (sums.get(subject) ?? 0) + signedPoints(message));
    const counter = `${subject} ${type.split('.')[1]}`;
    const next = (numbers.get(counter) ?? 0) + 1;
    if (data.memberSequence !== next) expect({ counter, next }).toEqual({ counter, next: data.memberSequence });
    numbers.set(counter, next);
  }
  for (const { customerId, balance } of ledger.members.values()) {
    const [sum, posted] = [sums.get(customerId) ?? 0, Number(totalOf(balance))];
    if (customerId !== '' && sum !== posted) expect({ customerId, sum }).toEqual({ customerId, sum: posted });
  }
}

function runOf({ history, chunks, pauses }: Trial, { ticking }: { readonly ticking: boolean }): LedgerTrial {
  const trial = trialOf(history);
  let now = Math.min(...instantsOf(history));
  for (const [index, chunk] of chunks.entries()) {
    const pause = pauses[index];
    if (ticking && pause !== undefined) {
      now += pause * DAY_MS;
      trial.ledger.tick(now);
      expectSoundMessages(trial);
      const stillDue = [...trial.ledger.members.values()].filter(
        (member) => (dueAtOf(trial.ledger.programmes, member) ?? Infinity) <= now,
      );
      expect(stillDue).toEqual([]);
    }
    trial.arrive(chunk);
    expectSoundMessages(trial);
  }
  return trial;
}

/** Everything about the members that somebody may ask for, at the end of time. */
function endOf({ ledger }: LedgerTrial, asOf: number): Record<string, unknown> {
  return Object.fromEntries(
    [...ledger.members.values()]
      .filter(({ customerId }) => customerId !== '')
      .map(({ customerId, account, state, balance, tier }) => [
        customerId,
        { ...inWords(viewOf(ledger.programmes, account, state, asOf)), posted: balance, tier },
      ]),
  );
}

const isOf = (type: string) => (message: OutgoingPoints) => message.type === type;

describe.each(programmeIds)('%s: time that passes between arrivals', (programme) => {
  it('changes nothing in the end, tells of no date twice, and leaves messages that add up at every moment', () => {
    fc.assert(
      fc.property(trials(programme), (each) => {
        const [ticked, still] = [runOf(each, { ticking: true }), runOf(each, { ticking: false })];
        const passed = each.pauses.reduce<number>((sum, days) => sum + (days ?? 0) * DAY_MS, 0);
        const end = lastOf(each.history) + passed;
        for (const asOf of [end, end + 400 * DAY_MS, end + 6 * 365 * DAY_MS]) {
          for (const { ledger } of [ticked, still]) ledger.tick(asOf);
          expectSoundMessages(ticked);
          expect(endOf(ticked, asOf)).toEqual(endOf(still, asOf));
        }
        for (const type of ['loyalty.points.will-expire.v1', 'loyalty.tier.will-change.v1']) {
          const told = ticked.ledger.messages
            .filter(isOf(type))
            .map(({ subject, data }) => `${subject} ${String(data.expiresAt ?? data.validUntil)}`);
          expect(told).toEqual([...new Set(told)]);
        }
        const ids = ticked.ledger.messages.map(({ id }) => id);
        expect(ids).toHaveLength(new Set(ids).size);
      }),
      TRIED,
    );
  });
});
