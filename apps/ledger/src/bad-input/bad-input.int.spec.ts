import { createHash } from 'node:crypto';

import { encodeStructured, purchaseCompleted, type RawRecord } from '@perennial/contracts';
import { checkInvariants, deliveryInvariants, readToEnd, type TopicRecord } from '@perennial/messaging';
import { anEvent, BAD_INPUT_NOW, badInput } from '@perennial/testing';

import { RunningLedger, type Place } from './running-ledger.fixture.js';
import { ledgerTopics } from '../topics.js';

/** Later than everything that is accepted. */
const AFTER_ALL = '2027-03-05T00:00:00Z';
/** So many cases stand between two good events. */
const CASES_A_GOOD_ONE = 5;

/** What the ledger does not consume is refused, or not, by whoever does: the contracts' own spec has it. */
const cases = badInput()
  .filter(({ record }) => ledgerTopics.includes(record.topic))
  .map((each, number) => ({ ...each, number }));

const goodOnes = cases
  .filter(({ number }) => number % CASES_A_GOOD_ONE === 0)
  .map(({ number }) => {
    const data = { customerId: `good-${number}`, totalMinor: 10_450, currency: 'USD', lines: undefined };
    const record = encodeStructured(anEvent(purchaseCompleted, { time: '2027-03-01T10:00:00Z', data }));
    return { record: { ...record, number }, customerId: data.customerId, number };
  });

/** So much is kept of what is too large. */
const EXCERPT_BYTES = 65_536;

/** Megabytes are not shown when they differ. */
const digestOf = (bytes: Buffer | string | null | undefined): string | null =>
  bytes === null || bytes === undefined ? null : createHash('sha256').update(bytes).digest('hex');

interface Quarantined {
  readonly reason: string;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly value_digest: Buffer | null;
}

describe('a ledger that is sent bad input', () => {
  let ledger: RunningLedger;
  let placesOfGiven: Place[];
  let places: Place[];
  let placesOfGoodOnes: Place[];
  const quarantine = new Map<Place, Quarantined>();
  const parked = new Map<Place, string>();
  const inbox = new Set<Place>();
  const copies = new Map<Place, TopicRecord>();

  beforeAll(async () => {
    ledger = await RunningLedger.start(BAD_INPUT_NOW);
    const given = cases.flatMap((each) => each.given.map((record) => ({ ...record, number: each.number })));
    placesOfGiven = await ledger.send(given);
    await ledger.settled();
    const all = cases.flatMap(({ record, number }) => [
      { ...record, number, good: false },
      ...goodOnes.filter((each) => each.number === number).map((each) => ({ ...each.record, good: true })),
    ]);
    const sent = await ledger.send(all);
    const of = (good: boolean) => sent.filter((_place, index) => all[index]?.good === good);
    [places, placesOfGoodOnes] = [of(false), of(true)];
    await ledger.settled();
    await readWhatBecame();
  });
  afterAll(() => ledger?.end());

  async function readWhatBecame(): Promise<void> {
    const place = "topic || '/' || partition || '/' || record_offset as place";
    const refused = await ledger.db.query<Quarantined & { place: string }>(
      `select ${place}, reason, detail, key, value, value_digest from quarantine`,
    );
    for (const row of refused) quarantine.set(row.place, row);
    const waiting = await ledger.db.query<{ place: string; waits_for: string }>(
      `select ${place}, waits_for from parked_event`,
    );
    for (const row of waiting) parked.set(row.place, row.waits_for);
    const accepted = await ledger.db.query<{ place: string }>(`select ${place} from inbox`);
    for (const row of accepted) inbox.add(row.place);
    await readToEnd({
      ...ledger.cluster,
      topics: ['loyalty.quarantine'],
      onRecord: (record) => {
        const of = (name: string) => String(record.headers[`__connect.errors.${name}`]);
        copies.set(
          `${of('topic').slice(ledger.cluster.topicPrefix.length)}/${of('partition')}/${of('offset')}`,
          record,
        );
      },
    });
  }

  /** What the customer keeps of awards; nothing of somebody the ledger does not know. */
  async function pointsOf(customerId: string): Promise<number> {
    const { status, body } = await ledger.get(`/v1/members/${encodeURIComponent(customerId)}?asOf=${AFTER_ALL}`);
    if (status === 404) return 0;
    expect([status, body['customerId']]).toEqual([200, customerId]);
    return Number(body['earned']) - Number(body['clawedBack']);
  }

  /** As it came, in the table and in the copy; of who was forgotten nothing but the digest. */
  function expectSetAside(place: Place, { key, value }: RawRecord): void {
    const [kept, copy] = [quarantine.get(place), copies.get(place)];
    const isForgotten = kept?.reason === 'SUBJECT_ERASED';
    const whole = kept?.reason === 'TOO_LARGE' ? value?.subarray(0, EXCERPT_BYTES) : value;
    const shouldBe = isForgotten ? [null, null] : [digestOf(key), digestOf(whole)];
    expect([digestOf(kept?.key), digestOf(kept?.value)]).toEqual(shouldBe);
    expect([digestOf(copy?.key), digestOf(copy?.value)]).toEqual(shouldBe);
    expect(kept?.value_digest?.toString('hex') ?? null).toBe(digestOf(value));
  }

  it.each(cases)('$group, $outcome.is: $title', async ({ record, outcome, customerId, number }) => {
    const place = places[number] ?? '';
    const became = {
      quarantined: quarantine.get(place)?.reason,
      parked: parked.get(place),
      accepted: inbox.has(place),
    };
    switch (outcome.is) {
      case 'quarantined':
        expect(became).toEqual({ quarantined: outcome.reason, accepted: false });
        expect(quarantine.get(place)?.detail).toContain(outcome.detail);
        expectSetAside(place, record);
        return;
      case 'parked':
        expect(became).toEqual({ parked: outcome.waitsFor, accepted: true });
        expect(await pointsOf(customerId)).toBe(0);
        return;
      case 'repeat':
        expect(became).toEqual({ accepted: false });
        expect(await pointsOf(customerId)).toBe(outcome.points);
        return;
      case 'applied':
        expect([quarantine.get(place)?.detail, became]).toEqual([undefined, { accepted: true }]);
        expect(await pointsOf(outcome.of ?? customerId)).toBe(outcome.points);
    }
  });

  it('applies every good event that stands between', async () => {
    expect(goodOnes.length).toBeGreaterThan(cases.length / CASES_A_GOOD_ONE);
    for (const { customerId } of goodOnes) expect([customerId, await pointsOf(customerId)]).toEqual([customerId, 10]);
  });

  it('has every record in exactly one place', async () => {
    const repeats = places.filter((_place, index) => cases[index]?.outcome.is === 'repeat');
    const all = [...placesOfGiven, ...places, ...placesOfGoodOnes];
    const found = [...quarantine.keys(), ...inbox, ...repeats];
    expect(found.toSorted()).toEqual(all.toSorted());
    const { db, cluster } = ledger;
    const results = await checkInvariants(deliveryInvariants({ db, cluster, topics: ledgerTopics }));
    expect(results.filter(({ holds }) => !holds)).toEqual([]);
  });

  it('publishes a copy of each refused record, and lists all of them in printable words', async () => {
    expect([...copies.keys()].toSorted()).toEqual([...quarantine.keys()].toSorted());
    const listed: string[] = [];
    for (let cursor: unknown = ''; cursor !== null;) {
      const { body } = await ledger.get(`/v1/quarantine?limit=200${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
      for (const { topic, partition, offset, ...shown } of body['items'] as Readonly<Record<string, unknown>>[]) {
        listed.push(`${String(topic)}/${String(partition)}/${String(offset)}`);
        expect(String(shown['detail'])).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
      cursor = body['nextCursor'];
    }
    expect(listed.toSorted()).toEqual([...quarantine.keys()].toSorted());
  });

  it('logs no error meanwhile, and no line that it was sent', () => {
    expect(ledger.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(ledger.lines.filter((line) => !line.startsWith('{"'))).toEqual([]);
  });
});
