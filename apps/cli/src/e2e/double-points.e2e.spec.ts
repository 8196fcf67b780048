import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encodeStructured, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { connectProducer, type EventProducer } from '@perennial/messaging';
import { anEvent, RunningPlatform, until } from '@perennial/testing';

interface Offers {
  readonly offers: readonly { readonly status: string; readonly value?: object }[];
}
interface Member {
  readonly balance: { readonly available: number };
}

const NOW = '2027-03-10T10:00:00.000Z';
const [FIRST, NEXT, LATER] = ['2027-03-09T08:00:00.000Z', '2027-03-09T09:00:00.000Z', '2027-03-09T10:00:00.000Z'];

/** The jeweller's, with double points instead of a code after the first purchase, for everybody. */
function programmeFile(directory: string): string {
  const jeweller = readFileSync(new URL('../../../../programmes/jeweller.yaml', import.meta.url), 'utf8');
  const double = jeweller.replace(
    'offer: { kind: discount, percent: 20, validDays: 60 }',
    'offer: { kind: points-multiplier, factorPercent: 200, pointsMax: 15, validDays: 60 }',
  );
  const file = join(directory, 'double-points.yaml');
  writeFileSync(file, double.replace(/(pointsMax: 15[^]*?)holdoutPercent: 10/, '$1holdoutPercent: 0'));
  return file;
}

describe('double points on the next purchase, from the document to the wallet', () => {
  const directory = mkdtempSync(join(tmpdir(), 'double-points-'));
  let platform: RunningPlatform;
  let producer: EventProducer;

  beforeAll(async () => {
    platform = await RunningPlatform.startAt(NOW, '--no-demo', '--programme', programmeFile(directory));
    producer = await connectProducer({ brokers: platform.brokers });
  }, 240_000);
  afterAll(async () => {
    await producer?.disconnect();
    await platform?.end();
    rmSync(directory, { recursive: true });
  }, 60_000);

  const buys = (orderId: string, totalMinor: number, time: string) => {
    const data = { orderId, customerId: 'ann', currency: 'USD', totalMinor, lines: [] };
    return producer.send([encodeStructured(anEvent(purchaseCompleted, { id: orderId, time, data }))]);
  };
  const available = async () => (await platform.get<Member>('ledger', '/v1/members/ann')).body?.balance?.available;
  const offers = async () => (await platform.get<Offers>('campaign', '/v1/members/ann/offers')).body?.offers ?? [];

  it('gives 15 more for 20 points, of which 10 are left with half of the order, and the offer is redeemed', async () => {
    await buys('first', 10_000, FIRST);
    await until('the offer is made', async () => (await offers()).length === 1);
    expect(await offers()).toMatchObject([{ status: 'open', value: { factorPercent: 200, pointsMax: 15 } }]);
    await buys('next', 20_000, NEXT);
    await until('both have booked it', async () => (await available()) === 10 + 20 + 15);
    await until('campaign has heard of it', async () => (await offers())[0]?.status === 'redeemed');
    const back = { orderId: 'next', returnId: 'r', customerId: 'ann', currency: 'USD', amountMinor: 10_000, lines: [] };
    await producer.send([encodeStructured(anEvent(returnCompleted, { id: 'r', time: LATER, data: back }))]);
    await until('half of it is taken back', async () => (await available()) === 10 + 10 + 10);
    await platform.settled();
    expect(await platform.violations()).toEqual([]);
  }, 120_000);
});
