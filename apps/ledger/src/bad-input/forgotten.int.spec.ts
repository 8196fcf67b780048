import { customerErased, encodeStructured, purchaseCompleted } from '@perennial/contracts';
import { anEvent, BAD_INPUT_NOW } from '@perennial/testing';

import { RunningLedger } from './running-ledger.fixture.js';

const ADA = 'ada';
const TIME = '2027-03-01T10:00:00Z';

/** A purchase that no service takes. */
function spoilt(orderId: string) {
  const data = { customerId: ADA, orderId, totalMinor: 1_000, currency: 'USD', lines: undefined };
  const record = encodeStructured(anEvent(purchaseCompleted, { time: TIME, data }));
  const event = JSON.parse(record.value.toString('utf8')) as { data: object };
  const value = Buffer.from(JSON.stringify({ ...event, data: { ...event.data, totalMinor: -1 } }));
  return { ...record, value, number: 0 };
}

describe('a ledger in its own process that has forgotten a customer', () => {
  let ledger: RunningLedger;
  beforeAll(async () => {
    ledger = await RunningLedger.start(BAD_INPUT_NOW);
  });
  afterAll(() => ledger?.end());

  it('keeps nothing of them of what it refuses, before and afterwards', async () => {
    const erased = encodeStructured(anEvent(customerErased, { time: TIME, data: { customerId: ADA } }));
    for (const record of [spoilt('before'), { ...erased, number: 0 }, spoilt('after')]) {
      await ledger.send([record]);
      await ledger.settled();
    }
    expect(
      await ledger.db.query(
        `select record_offset, reason, detail, key, value, position('ada' in headers::text) as named from quarantine order by 1`,
      ),
    ).toEqual(
      [0n, 1n].map((offset) => ({
        record_offset: offset,
        reason: 'INVALID_DATA',
        detail: 'its customer has been forgotten',
        key: null,
        value: null,
        named: 0,
      })),
    );
  });
});
