/** What staff does by hand, each with a reason; above the limit of the programme a second person approves. */
export type ByHand =
  /** Signed, not 0: above 0 to the member. */
  | { readonly kind: 'adjustment'; readonly points: bigint; readonly reason: string }
  | {
      readonly kind: 'reinstatement';
      /** Above 0. */
      readonly points: bigint;
      /** The date they get; absent: the one the programme gives to points of that day. */
      readonly expiresAt?: number | undefined;
      readonly reason: string;
    }
  | {
      readonly kind: 'extension';
      /** Lots that would be gone by then, inclusive; absent: all that would be gone before the new date. */
      readonly expiringBy?: number | undefined;
      readonly expiresAt: number;
      readonly reason: string;
    };
