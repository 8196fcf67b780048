import type { Period } from '../../routes/period-query.js';

/** What the results of a campaign are about; the period is that of the assignments. */
export interface Asked extends Period {
  readonly campaignId: string;
  /** Days of 24 hours. */
  readonly windowDays: number;
  /** Windows that are over by then count. */
  readonly asOf: Date;
}

/** $1 to $5 of statements with `ASSIGNED`. */
export const assignedColumns = ({ campaignId, from, until, windowDays, asOf }: Asked): unknown[] => [
  campaignId,
  from ?? null,
  until ?? null,
  windowDays,
  asOf,
];

/** The same with the window and as many days after it, in which those come back who stay. */
export const withNextWindow = (asked: Asked): Asked => ({ ...asked, windowDays: 2 * asked.windowDays });

/**
 * Who was assigned to which arm of a campaign: `person_id`, `arm`, `outcome`, `reason`, `programme_version`, `assigned_at`, and
 * `ends_at`, when the window is over. Each person once, by the first decision that counts, under whichever record it was made. What
 * caused it begins the window: it is the same in both arms, and does not depend on when it arrived.
 */
export const ASSIGNED = /* sql */ `
  select distinct on (record.person_id) record.person_id,
         case when d.reason = 'control-group' then 'control' else d.arm end as arm, d.outcome, d.reason, d.programme_version,
         d.cause_at as assigned_at, d.cause_at + $4::int4 * interval '24 hours' as ends_at
    from decision d
    join customer_record record using (customer_id)
   where d.campaign_id = $1 and d.outcome <> 'skipped' and d.cause_at < $5::timestamptz
     and ($2::timestamptz is null or d.cause_at >= $2) and ($3::timestamptz is null or d.cause_at < $3)
   order by record.person_id, d.cause_at, d.cause_source, d.cause_id`;
