import { customerUpserted, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { foldCustomers } from './fold-customers.js';
import { personsBy } from './persons.js';

const [FIRST, SECOND, THIRD] = ['2027-01-01T00:00:00Z', '2027-01-02T00:00:00Z', '2027-01-03T00:00:00Z'] as const;
const told = (customerId: string) => anEvent(customerUpserted, { data: { customerId }, time: THIRD });
const fold = (events: readonly Envelope[], erasedBefore: readonly string[] = []) => {
  const changes = foldCustomers({ merges: [], isForgotten: (customerId) => erasedBefore.includes(customerId) }, events);
  return {
    forgotten: Object.fromEntries([...changes.forgotten].map(([record, { heir }]) => [record, heir])),
    refused: changes.refused.map(({ event }) => event),
    persons: Object.fromEntries(personsBy(changes.merges).persons),
  };
};

describe('a customer who is forgotten', () => {
  it('is forgotten with every record that was merged into it', () => {
    const { forgotten, persons } = fold([becomes('a', 'b', FIRST), becomes('c', 'b', FIRST), isErasedAt('b', SECOND)]);
    expect(forgotten).toEqual({ a: undefined, b: undefined, c: undefined });
    expect(persons).toEqual({});
  });

  it('under a record that was merged away leaves the other who it is', () => {
    const { forgotten, persons } = fold([becomes('a', 'b', FIRST), becomes('c', 'a', FIRST), isErasedAt('a', SECOND)]);
    expect(forgotten).toEqual({ a: 'b' });
    expect(persons).toEqual({ c: 'b' });
  });

  it('is forgotten altogether when the other record is forgotten too', () => {
    const { forgotten } = fold([becomes('a', 'b', FIRST), isErasedAt('a', SECOND), isErasedAt('b', THIRD)]);
    expect(forgotten).toEqual({ a: undefined, b: undefined });
  });

  it('is refused from then on, whatever the event, and whoever else it names', () => {
    const bought = anEvent(purchaseCompleted, { data: { customerId: 'a' }, time: THIRD });
    const refused = [told('a'), bought, becomes('a', 'b', SECOND), becomes('b', 'a', THIRD), isErasedAt('a', THIRD)];
    expect(fold([isErasedAt('a', FIRST), ...refused, told('b')]).refused).toEqual(refused);
    expect(fold([told('a')], ['a']).refused).toHaveLength(1);
  });

  it('is nobody whom a refused merge has made another person', () => {
    expect(fold([isErasedAt('a', FIRST), becomes('a', 'b', SECOND)]).persons).toEqual({});
  });
});
