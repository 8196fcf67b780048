import type { EventDeclaration } from '@perennial/contracts';

/** What a shop's system would send: an event as it should be, or one of the mistakes that happen. */
export type ShopEvent =
  | {
      readonly kind: 'event';
      readonly declaration: EventDeclaration;
      readonly id: string;
      readonly time: string;
      readonly customerId: string;
      readonly data: object;
    }
  | {
      readonly kind: 'mistake';
      /** The reason it is going to be quarantined with. */
      readonly reason: string;
      readonly topic: string;
      readonly customerId: string;
      /** The record's value, byte for byte. */
      readonly value: string;
    };
