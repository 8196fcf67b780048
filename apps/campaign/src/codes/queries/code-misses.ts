import { deterministicId } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

const COUNT = /* sql */ `select misses from code_miss where minute = date_trunc('minute', $1::timestamptz) and who = $2`;

const ADD = /* sql */ `
  with gone as (delete from code_miss where minute < $1::timestamptz - interval '1 hour')
  insert into code_miss (minute, who, misses)
  values (date_trunc('minute', $1::timestamptz), $2, $3)
      on conflict (minute, who) do update set misses = code_miss.misses + excluded.misses`;

/** Who guesses, in words that do not say who: a customer, or a guest by the order. */
export function guesserOf({ customerId, orderId }: { customerId?: string | undefined; orderId: string }): string {
  return customerId === undefined
    ? deterministicId('guesser-of-an-order', orderId)
    : deterministicId('guesser', customerId);
}

/** Codes that somebody has named in this minute and that were not theirs. */
export async function countMisses(tx: Tx, who: string, now: Date): Promise<number> {
  const [row] = await tx.query<{ misses: number }>(COUNT, [now, who], 'campaign.count-misses');
  return row?.misses ?? 0;
}

/** Counts further ones, and forgets those of more than an hour ago. */
export async function addMisses(tx: Tx, who: string, now: Date, misses: number): Promise<void> {
  await tx.query(ADD, [now, who, misses], 'campaign.add-misses');
}
