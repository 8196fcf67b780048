import { encodeStructured, identityOf, payloadDigest, type Envelope } from '@perennial/contracts';
import type { TopicRecord } from '@perennial/messaging';
import { buys } from '@perennial/oracle';

import { EXPECTED_REASON } from '../load/bad-input.js';
import { judgeRecords } from './accepted.js';

const now = new Date('2036-06-15T12:00:00Z');
const purchase = buys('ann', 'o-1', '2036-05-20T10:00:00Z', 1_000);

function recordOf(event: Envelope, offset: number, headers: Record<string, string> = {}): TopicRecord {
  const { topic, key, value, headers: own } = encodeStructured(event);
  const all = Object.entries({ ...own, ...headers }).map(([name, text]) => [name, Buffer.from(text)]);
  return {
    ...{ topic, partition: 0, offset: BigInt(offset), timestamp: '0', key: Buffer.from(key), value },
    headers: Object.fromEntries(all),
  };
}

const nothing = {
  inbox: new Map<string, string>(),
  repeats: new Set<string>(),
  parked: new Map<string, string>(),
  quarantined: new Map<string, string>(),
};
const inbox = new Map([[identityOf(purchase), payloadDigest(purchase)]]);

describe('what became of each record', () => {
  it('is one of four: applied once and without effect afterwards, parked, or quarantined', () => {
    const records = [recordOf(purchase, 0), recordOf(purchase, 1), recordOf(purchase, 2)];
    const quarantined = new Map([['commerce.purchase/0/2', 'ID_REUSED']]);
    const known = { ...nothing, inbox, quarantined };
    const { counts, accepted, contradictions } = judgeRecords(records, known, now);
    expect(contradictions).toEqual([]);
    expect(counts).toEqual({ applied: 1, 'no effect': 1, parked: 0, quarantined: 1 });
    expect([...accepted.values()]).toMatchObject([{ id: purchase.id }]);
    const parked = new Map([[identityOf(purchase), 'order:o-0']]);
    const waiting = judgeRecords(records, { ...known, parked }, now);
    expect(waiting.counts).toEqual({ applied: 0, 'no effect': 0, parked: 2, quarantined: 1 });
    expect(waiting.accepted.size).toBe(0);
  });

  it('is no effect of a copy of what was refused, and only of that', () => {
    const rival = buys('ann', 'o-1', '2036-05-20T10:00:00Z', 2_000);
    const quarantined = new Map([['commerce.purchase/0/1', 'ID_REUSED']]);
    const copied = judgeRecords([recordOf(rival, 0), recordOf(rival, 1)], { ...nothing, quarantined }, now);
    expect([copied.counts['no effect'], copied.contradictions]).toEqual([1, []]);
    const lost = judgeRecords([recordOf(purchase, 0), recordOf(rival, 1)], { ...nothing, quarantined }, now);
    expect(lost.contradictions).toEqual([
      expect.stringMatching(/nothing tells what became of .* at commerce.purchase\/0\/0/),
    ]);
  });

  it.each([
    ['a record nobody knows', recordOf(purchase, 0), nothing, /nothing tells what became of/],
    [
      'one whose id is known with other content',
      recordOf(buys('ann', 'o-1', '2036-05-20T10:00:00Z', 2_000), 0),
      { ...nothing, inbox },
      /nothing tells/,
    ],
    [
      'one that waits for what is there',
      recordOf(purchase, 0),
      { ...nothing, inbox, parked: new Map([['another', 'order:o-1']]) },
      /something still waits for order:o-1, which is there/,
    ],
    [
      'a bad one refused for another reason',
      recordOf(purchase, 0, { [EXPECTED_REASON]: 'NOT_JSON' }),
      { ...nothing, quarantined: new Map([['commerce.purchase/0/0', 'INVALID_DATA']]) },
      /has to be refused for NOT_JSON: INVALID_DATA/,
    ],
    [
      'a bad one that was taken',
      recordOf(purchase, 0, { [EXPECTED_REASON]: 'NOT_JSON' }),
      { ...nothing, inbox },
      /has to be refused for NOT_JSON: it is not in the quarantine/,
    ],
  ])('cannot be told of %s', (_what, record, known, words) => {
    expect(judgeRecords([record], known, now).contradictions).toEqual([expect.stringMatching(words)]);
  });
});
