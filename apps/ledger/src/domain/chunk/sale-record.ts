import { bucketOf, isEvent, purchaseCompleted } from '@perennial/contracts';

import type { Thing } from '../fact.js';
import type { Sale } from './named-things.js';
import type { SaleRecord } from './snapshot.js';

export function unknownSale(thing: Thing): SaleRecord {
  return { thing, guest: false, returned: 0n, returnedQuantities: {}, cancelled: false };
}

/** What is known of an order, or a spending, that was unknown, once a customer's event about it was accepted. */
export function saleAsTold(thing: Thing, event: Sale, customerId: string, account: string): SaleRecord {
  return withRevision(unknownSale(thing), event, { account, accountBucket: bucketOf(customerId), guest: false });
}

/** The record with whose it is, and with what the event says where its revision is the highest. */
export function withRevision(
  record: SaleRecord,
  event: Sale,
  { account, accountBucket, guest }: Pick<SaleRecord, 'account' | 'accountBucket' | 'guest'>,
): SaleRecord {
  const { thing, returned, returnedQuantities, cancelled } = record;
  const isOrder = isEvent(purchaseCompleted, event);
  const revision = isOrder ? event.data.revision : 0;
  if (record.revision !== undefined && record.revision > revision) return { ...record, account, accountBucket, guest };
  const lines = isOrder ? event.data.lines : undefined;
  // Written out: spreading makes a new shape of object each time, and there is one of every purchase.
  return {
    thing,
    account,
    accountBucket,
    guest,
    revision,
    currency: event.data.currency,
    total: BigInt(isOrder ? event.data.totalMinor : event.data.amountMinor),
    quantities: lines && Object.fromEntries(lines.map(({ lineId, quantity }) => [lineId, quantity])),
    returned,
    returnedQuantities,
    cancelled,
  };
}

/** Whether as much is known of one as of the other. */
export function isSameSale(a: SaleRecord, b: SaleRecord): boolean {
  return (
    a.account === b.account &&
    a.accountBucket === b.accountBucket &&
    a.guest === b.guest &&
    a.revision === b.revision &&
    a.currency === b.currency &&
    a.total === b.total &&
    a.returned === b.returned &&
    a.cancelled === b.cancelled &&
    isSameNumbers(a.quantities, b.quantities) &&
    isSameNumbers(a.returnedQuantities, b.returnedQuantities)
  );
}

function isSameNumbers(
  a: Readonly<Record<string, number>> | undefined,
  b: Readonly<Record<string, number>> | undefined,
): boolean {
  if (!a || !b) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
