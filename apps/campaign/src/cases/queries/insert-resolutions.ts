import { bucketOf, type EventOf, type serviceIssueResolved } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into issue_resolution (customer_id, issue_id, bucket, at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::timestamptz[])
      on conflict do nothing`;

/** Keeps which issues were resolved. @param events that were accepted; their customers are locked by `tx` */
export async function insertResolutions(
  tx: Tx,
  events: readonly EventOf<typeof serviceIssueResolved>[],
  personOf: (customerId: string) => string,
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(events, ({ data }) => personOf(data.customerId)),
      textColumn(events, ({ data }) => data.issueId),
      plainColumn(events, ({ data }) => bucketOf(personOf(data.customerId))),
      instantColumn(events, ({ at }) => at),
    ],
    'campaign.insert-resolutions',
  );
}
