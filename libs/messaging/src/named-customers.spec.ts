import { customersIn } from './named-customers.js';

const named = (value: string, { key, headers = {} }: { key?: string; headers?: Record<string, string> } = {}) =>
  [...customersIn({ key: key === undefined ? null : Buffer.from(key), value: Buffer.from(value), headers })].sort();

describe('the customers a record names', () => {
  it.each([
    ['by its data in structured mode', '{"subject":"ada","data":{"customerId":"ada"}}', ['ada']],
    ['by its data in binary mode', '{"customerId":"ada","orderId":"o-1"}', ['ada']],
    ['both sides of a referral', '{"data":{"referrerId":"ada","refereeId":"ben"}}', ['ada', 'ben']],
    ['both sides of a merge', '{"data":{"fromCustomerId":"ada","intoCustomerId":"ben"}}', ['ada', 'ben']],
    ['however the id is written in JSON', '{"data":{"customerId":"Zo\\u00eb\\/1"}}', ['Zoë/1']],
    ['when the id is a number, which no contract allows', '{"data":{"customerId":7}}', ['7']],
    ['in what is cut off', '{"data":{"lines":[],"customerId":"a\\"da","orderId":"o-', ['a"da']],
    ['nobody where none is', '[1, null, {"orderId":"ada"}]', []],
  ])('%s', (_title, value, ids) => {
    expect(named(value)).toEqual(ids);
  });

  it('by the key and by the subject in the headers', () => {
    expect(named('no JSON', { key: 'ada', headers: { ce_subject: 'ben', ce_id: 'cem' } })).toEqual(['ada', 'ben']);
  });

  it('of no value at all is none', () => {
    expect([...customersIn({ key: null, value: null, headers: {} })]).toEqual([]);
  });
});
