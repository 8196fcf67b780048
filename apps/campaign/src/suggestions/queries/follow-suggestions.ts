import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';
import { OF_ACCOUNT } from '@perennial/service';

const MOVE = /* sql */ `
  update suggestion s set customer_id = heir.into_id, bucket = heir.bucket
    from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
   where s.customer_id = heir.from_id`;

const DROP = /* sql */ `
  with actors as (
    update suggestion set actor = $2 where actor = any($1::text[]) and customer_id <> all($1::text[])
  )
  delete from suggestion where customer_id = any($1::text[])`;

/**
 * Has suggestions name the persons that others have become, and forgets those of customers who are forgotten: all of them are
 * locked by `tx`. What these decided themselves names nobody any more.
 */
export async function followSuggestions(
  tx: Tx,
  moves: ReadonlyMap<string, string>,
  forgotten: Iterable<string>,
): Promise<void> {
  const pairs = [...moves];
  if (pairs.length > 0)
    await tx.query(
      MOVE,
      [
        textColumn(pairs, ([from]) => from),
        textColumn(pairs, ([, into]) => into),
        plainColumn(pairs, ([, into]) => bucketOf(into)),
      ],
      'campaign.move-suggestions',
    );
  const gone = [...forgotten];
  if (gone.length === 0) return;
  const customers = textColumn(gone, (customerId) => customerId);
  await tx.query(DROP, [customers, `${OF_ACCOUNT}forgotten`], 'campaign.drop-suggestions');
}
