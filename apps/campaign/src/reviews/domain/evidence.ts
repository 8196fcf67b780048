/** What is known of a review that speaks for or against it. Counts of what came before it are by the time it was published. */
export interface Evidence {
  /** Orders of the customer with what is reviewed, not cancelled, placed within the programme's days before the review. */
  readonly orders: number;
  /** Those of them of which it did not come back as a whole. */
  readonly kept: number;
  /** How many order lines there are to review: of the order it names, or else of all orders of the customer before it. */
  readonly lines: number;
  /** Which one of the customer's reviews of these order lines it is, from 1; those taken back are not counted. */
  readonly ofLines: number;
  /** Which one of the customer's reviews of its calendar day it is, from 1. */
  readonly ofDay: number;
  /** Which one of the customer's reviews of its calendar month it is, from 1. */
  readonly ofMonth: number;
  /** Reviews of the product on its calendar day, by anybody. */
  readonly onDay: number;
  /** Reviews of the product in the days before that day. */
  readonly past: number;
  /** Earlier reviews with the same text, of other customers or other products; counted to 100. */
  readonly copies: number;
  /** The most that its words have in common with those of an earlier review of another customer or product, 0 to 1. */
  readonly similarity: number;
}
