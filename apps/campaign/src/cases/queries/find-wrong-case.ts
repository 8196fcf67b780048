import type { Tx } from '@perennial/persistence';

const UNCLOSED = /* sql */ `
  select from follow_up_case c
    join issue_resolution r on r.customer_id = c.customer_id and r.issue_id = c.issue_id
   where c.closed_at is null
   limit 1`;

const ELSEWHERE = /* sql */ `
  select named.place
    from (select 'case' as place, customer_id from follow_up_case
           union all
          select 'suggestion', customer_id from suggestion
           union all
          select 'resolution of an issue', customer_id from issue_resolution
           union all
          select 'request to ask', customer_id from survey_request
           union all
          select 'contact', customer_id from survey_contact
           union all
          select 'membership', customer_id from audience_member where inside) named
    left join customer_record record using (customer_id)
   where record.person_id is distinct from named.customer_id
   limit 1`;

const UNCOUNTED = /* sql */ `
  select from survey_request r
    left join survey_contact c on c.customer_id = r.customer_id and c.contact_id = r.request_id::text
   where r.state = 'requested' and c.contact_id is null
   limit 1`;

/** Cases of issues that are resolved are closed. @returns that one is not, in words without the customer */
export async function findUnclosedCase(tx: Tx): Promise<string | undefined> {
  return (await tx.query(UNCLOSED)).length > 0 ? 'a case is open, and its issue is resolved' : undefined;
}

/** What is kept of persons is kept under the record that they are. @returns the first that is not, in words without the customer */
export async function findMisplaced(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ place: string }>(ELSEWHERE);
  return row && `a ${row.place} stands under a record that is no person`;
}

/** Whoever was asked to answer a survey counts as asked. @returns that one does not, in words without the customer */
export async function findUncountedRequest(tx: Tx): Promise<string | undefined> {
  return (await tx.query(UNCOUNTED)).length > 0 ? 'a customer was asked, and does not count as asked' : undefined;
}
