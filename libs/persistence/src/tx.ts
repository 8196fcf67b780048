/**
 * What can run SQL: an open transaction, passed openly so that what is atomic shows.
 * `int8` arrives as `bigint`, `timestamptz` as `Date`, `date` as `YYYY-MM-DD` text, `numeric` as text, `jsonb` parsed.
 * Statements are prepared once per connection when `name` is given.
 *
 * A statement is sent at once, and run when those sent before have ended: of several that do not need each other's rows, the
 * answers are waited for together. Where one fails, those after it fail too (the transaction is aborted); the first error tells why.
 */
export interface Tx {
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    name?: string,
  ): Promise<Row[]>;
}
