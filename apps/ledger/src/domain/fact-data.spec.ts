import { eventOfType, inputEvents, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import { z } from 'zod';

import { decisionType } from './decision.js';
import { KEPT_FIELDS, keptData } from './fact-data.js';
import { factOf } from './fact.js';

/** Fields that are not kept, each for a reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  customerId: 'the account stands for the customer',
  referrerId: 'the graph of referrals has the account',
  refereeId: 'the graph of referrals has the account',
  reason: 'free text',
  bodyDigest: 'tells who wrote the text to whoever has it',
  bodySignature: 'tells who wrote the text to whoever has it',
  code: "often made of somebody's name",
  deviceDigest: 'tells a device',
  addressDigest: 'tells an address',
};

const LINE_FIELDS = [
  'lineId',
  'sku',
  'productId',
  'category',
  'quantity',
  'unitPriceMinor',
  'discountMinor',
  'giftCard',
];
const RETURNED_LINE_FIELDS = ['lineId', 'quantity', 'amountMinor'];

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
const schemaOf = (type: string): Schema => {
  const declaration = eventOfType(type);
  return declaration ? (z.toJSONSchema(declaration.data, { io: 'input' }) as Schema) : {};
};
const fieldsOf = ({ properties }: Schema = {}) => Object.keys(properties ?? {}).sort();

describe('what is kept of an event', () => {
  it.each([...KEPT_FIELDS])(
    'decides on every field of %s: a new one is kept or left out, never by accident',
    (type, fields) => {
      const leftOut = fieldsOf(schemaOf(type)).filter((field) => !fields.includes(field));
      expect(fieldsOf(schemaOf(type))).toEqual(expect.arrayContaining([...fields]));
      expect(leftOut.filter((field) => !Object.hasOwn(LEFT_OUT, field))).toEqual([]);
      expect(fields.filter((field) => Object.hasOwn(LEFT_OUT, field))).toEqual([]);
    },
  );

  it('has lines with nothing of a person in them', () => {
    const linesOf = (type: string) => fieldsOf(schemaOf(type).properties?.['lines']?.items);
    expect(linesOf(purchaseCompleted.type)).toEqual([...LINE_FIELDS].sort());
    expect(linesOf(returnCompleted.type)).toEqual([...RETURNED_LINE_FIELDS].sort());
  });

  it('is what conditions see too, at once and when a history is folded again', () => {
    const event = anEvent(returnCompleted, { data: { reason: 'too small for Ada' } });
    expect(keptData(event)).not.toHaveProperty('reason');
    expect(keptData(event)).not.toHaveProperty('customerId');
    expect(factOf('account', event)?.data).toEqual(keptData(event));
    expect(keptData({ ...event, data: keptData(event) })).toEqual(keptData(event));
  });

  it('is nothing of a type that gives no points', () => {
    for (const { type, example } of inputEvents.filter((each) => !KEPT_FIELDS.has(each.type))) {
      expect(keptData({ ...anEvent(returnCompleted), type, data: example })).toEqual({});
    }
  });

  it('of an adjustment is not what somebody wrote about it', () => {
    const data = { kind: 'adjustment', adjustmentId: 'a-1', points: 5n, reason: 'apology to Ada' };
    expect(keptData({ ...anEvent(returnCompleted), type: decisionType('adjustment'), data })).toEqual({
      kind: 'adjustment',
      adjustmentId: 'a-1',
      points: 5n,
    });
  });
});
