import { encodeBinary, encodeStructured, encodeTombstone } from './encode.js';
import { rewardIssued } from './events/reward-issued.js';

const message = {
  type: rewardIssued.type,
  id: rewardIssued.example.rewardId,
  time: '2027-03-01T10:00:00Z',
  subject: 'c-7',
  causationid: 'e-1',
  causationsource: '/shop',
  data: rewardIssued.example,
};

describe('encodeBinary', () => {
  it('puts the attributes in ce_ headers, the data in the value, the customer in the key', () => {
    const record = encodeBinary(message, '/perennial/ledger');
    expect(record.topic).toBe('loyalty.reward-issued');
    expect(record.key).toBe('c-7');
    expect(record.headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: rewardIssued.example.rewardId,
      ce_source: '/perennial/ledger',
      ce_type: 'loyalty.reward.issued.v1',
      ce_time: '2027-03-01T10:00:00Z',
      ce_subject: 'c-7',
      ce_causationid: 'e-1',
      ce_causationsource: '/shop',
    });
    expect(JSON.parse(record.value.toString())).toEqual(rewardIssued.example);
  });

  it('gives the same bytes when the data was put together in another order', () => {
    const turned = Object.fromEntries(Object.entries(rewardIssued.example).reverse());
    const copy = encodeBinary({ ...message, data: turned }, '/perennial/ledger');
    expect(copy.value.equals(encodeBinary(message, '/perennial/ledger').value)).toBe(true);
  });

  it('refuses a type that is not declared', () => {
    expect(() => encodeBinary({ ...message, type: 'loyalty.reward.issued.v9' }, '/x')).toThrow(
      'not a declared event type',
    );
  });
});

describe('encodeTombstone', () => {
  it('has topic, key and headers of a message, and no value', () => {
    const { value: _, ...others } = encodeBinary(message, '/perennial/ledger');
    expect(encodeTombstone(message, '/perennial/ledger')).toEqual({ ...others, value: null });
  });
});

describe('encodeStructured', () => {
  const guest = {
    id: 'e-1',
    source: '/shop',
    type: 'commerce.purchase.completed.v1',
    time: '2027-03-01T10:00:00Z',
    data: { orderId: 'o-1', currency: 'USD', totalMinor: 1 },
  };

  it('puts everything in one JSON object', () => {
    const record = encodeStructured(guest);
    expect(record.headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=UTF-8' });
    expect(JSON.parse(record.value.toString())).toEqual({
      specversion: '1.0',
      datacontenttype: 'application/json',
      ...guest,
    });
  });

  it('takes the business id as key of an event without a subject', () => {
    expect(encodeStructured(guest)).toMatchObject({ topic: 'commerce.purchase', key: 'o-1' });
    expect(encodeStructured({ ...guest, subject: 'c-1' })).toMatchObject({ key: 'c-1' });
  });
});
