import { encodeBinary, rewardIssued } from '@perennial/contracts';
import type { TopicRecord } from '@perennial/messaging';

import { judgeMessages } from './messages.js';

function reward(
  id: string,
  memberSequence: number,
  source = '/perennial/ledger',
  points = 10,
  rule = 'purchase',
): TopicRecord {
  const reason = { ...rewardIssued.example.reason, rule };
  const data = { ...rewardIssued.example, rewardId: id, memberSequence, points, reason };
  const message = { id, type: rewardIssued.type, time: '2036-06-15T12:00:00Z', subject: data.customerId, data };
  const { topic, key, value, headers } = encodeBinary(message, source);
  return {
    ...{ topic, partition: 0, offset: 0n, timestamp: '0', key: Buffer.from(key), value },
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
}

const [one, two, three] = [reward('r-1', 1), reward('r-2', 2), reward('r-3', 3)];

describe('what was published', () => {
  it('may come several times, as long as copies are the same and first appear as 1, 2, 3', () => {
    expect(judgeMessages([one, two, one, two, three])).toMatchObject({ records: 5, different: 3, contradictions: [] });
  });

  it.each([
    ['a copy that differs', [one, reward('r-1', 1, '/perennial/ledger', 11)], /has a copy that differs/],
    ['a number that is missing', [one, three], /has number 3 where 2 is next/],
    ['a number that comes twice', [one, reward('r-9', 1)], /has number 1 where 2 is next/],
    ['an order that is another one', [two, one], /has number 2 where 1 is next/],
  ])('must not have %s', (_what, records, words) => {
    expect(judgeMessages(records).contradictions[0]).toMatch(words);
  });

  it('does not come twice where nothing gave reason to', () => {
    expect(judgeMessages([one, two], true).contradictions).toEqual([]);
    expect(judgeMessages([one, two, one], true).contradictions[0]).toMatch(/1 of 3 records are copies/);
  });

  it('tells how often the campaign for first purchases decided about a customer, copies not counted', () => {
    const offer = (id: string, rule = 'next-purchase') => reward(id, 1, '/perennial/campaign', 10, rule);
    const { offers } = judgeMessages([offer('o-1'), offer('o-1'), offer('o-2'), offer('o-3', 'surprise')]);
    expect([...offers]).toEqual([[rewardIssued.example.customerId, 2]]);
  });
});
