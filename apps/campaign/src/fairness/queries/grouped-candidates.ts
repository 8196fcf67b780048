import type { Period } from '../../routes/period-query.js';
import type { FairnessGrouping } from '../domain/fairness-grouping.js';

/** Which candidates are asked of: the period is that of what made them candidates. */
export interface WantedCandidates extends Period {
  readonly campaignId: string;
  readonly grouping: FairnessGrouping;
}

/** $1 to $3 of statements with `groupedCandidates`, and $4 with an attribute. */
export const candidateColumns = ({ campaignId, from, until, grouping }: WantedCandidates): unknown[] => [
  ...[campaignId, from ?? null, until ?? null],
  ...(grouping.by === 'attribute' ? [grouping.name] : []),
];

/** Text, or null where it is not known. */
const GROUPS: Readonly<
  Record<FairnessGrouping['by'], { readonly kind: 'profile' | 'tier' | 'value'; readonly expression: string }>
> = {
  tier: { kind: 'tier', expression: `f.data ->> 'tier'` },
  country: { kind: 'profile', expression: `f.data ->> 'country'` },
  segment: { kind: 'value', expression: `f.data ->> 'segment'` },
  // Of a list or an object there are no groups.
  attribute: {
    kind: 'profile',
    expression: `case when jsonb_typeof(f.data -> 'attributes' -> $4) in ('string', 'number', 'boolean')
              then f.data -> 'attributes' ->> $4 end`,
  },
};

/** There is an index of either: what the other campaigns decided is not looked at. */
const decidedWhere = (outcome: string): string => /* sql */ `
  select customer_id, decision_id, outcome, reason
    from decision
   where campaign_id = $1 and ${outcome}
     and ($2::timestamptz is null or cause_at >= $2) and ($3::timestamptz is null or cause_at < $3)`;

/**
 * `decided`, the decisions asked of, by `person_id`; and `candidate`: each person once, with what came of them at best as `outcome` and
 * as `thing` what they are told apart by, as it is known now.
 */
export function groupedCandidates({ by }: FairnessGrouping): string {
  const { kind, expression } = GROUPS[by];
  return /* sql */ `
  with decided as (
    select record.person_id, d.customer_id, d.decision_id, d.outcome, d.reason
      from (${decidedWhere(`outcome <> 'skipped'`)} union all ${decidedWhere(`outcome = 'skipped'`)}) d
      join customer_record record using (customer_id)
  ), candidate as (
    select person_id, ${expression} as thing,
           case when bool_or(outcome = 'offered') then 'offered'
                when bool_or(outcome = 'withheld' and reason in ('holdout', 'control-group')) then 'heldOut'
                when bool_or(outcome = 'withheld') then 'withheld' else 'skipped' end as outcome
      from decided
      left join customer_feature f on f.customer_id = decided.person_id and f.kind = '${kind}'
     group by 1, 2
  )`;
}
