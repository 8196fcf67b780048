import { textColumn, type Tx } from '@perennial/persistence';

// Whoever runs an older version changes nothing: two may run while one takes the place of the other. It is asked every few seconds, and
// a conflict locks its row: what is there as it is does not come to one.
const DECLARE = /* sql */ `
  insert into campaign_schedule (campaign_id, schedule, programme_version, since)
  select id, n.schedule, $3, $4
    from unnest($1::text[], $2::text[]) as n (id, schedule)
   where not exists (select from campaign_schedule s where s.campaign_id = n.id and s.schedule = n.schedule)
   order by id
      on conflict (campaign_id) do update
     set schedule = excluded.schedule, programme_version = excluded.programme_version, since = excluded.since
   where campaign_schedule.schedule <> excluded.schedule
     and campaign_schedule.programme_version <= excluded.programme_version`;

const REMOVE = /* sql */ `
  delete from campaign_schedule where campaign_id <> all($1::text[]) and programme_version <= $2`;

const LIST = /* sql */ `
  select s.campaign_id, s.since, (select max(due_at) from campaign_run r where r.campaign_id = s.campaign_id) as last
    from campaign_schedule s
   where s.campaign_id = any($1::text[])`;

export interface KnownSchedule {
  readonly since: Date;
  /** The last instant that was entered. */
  readonly last: Date | undefined;
}

/** Keeps the schedules of a programme. @returns by campaign: since when it is as it is */
export async function declareSchedules(
  tx: Tx,
  schedules: readonly { readonly campaignId: string; readonly schedule: string }[],
  programmeVersion: number,
  now: Date,
): Promise<Map<string, KnownSchedule>> {
  const ids = textColumn(schedules, ({ campaignId }) => campaignId);
  await tx.query(REMOVE, [ids, programmeVersion], 'runs.remove-schedules');
  if (schedules.length === 0) return new Map();
  const columns = [ids, textColumn(schedules, ({ schedule }) => schedule)];
  await tx.query(DECLARE, [...columns, programmeVersion, now], 'runs.declare-schedules');
  const rows = await tx.query<{ campaign_id: string; since: Date; last: Date | null }>(
    LIST,
    [ids],
    'runs.list-schedules',
  );
  return new Map(rows.map(({ campaign_id, since, last }) => [campaign_id, { since, last: last ?? undefined }]));
}
