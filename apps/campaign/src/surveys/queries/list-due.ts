import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select r.customer_id, r.request_id, r.rule, r.order_id, r.issue_id, r.cause_source, r.cause_id, r.due_at,
         coalesce((select o.cancelled from commerce_order o where o.order_id = r.order_id), false) as order_cancelled,
         exists (select from follow_up_case c where c.customer_id = r.customer_id and c.closed_at is null) as has_open_case
    from survey_request r
   where r.customer_id = any($1::text[]) and r.state = 'waiting' and r.due_at <= $2
   order by r.due_at, r.request_id`;

interface Row {
  readonly customer_id: string;
  readonly request_id: string;
  readonly rule: string;
  readonly order_id: string | null;
  readonly issue_id: string | null;
  readonly cause_source: string;
  readonly cause_id: string;
  readonly due_at: Date;
  readonly order_cancelled: boolean;
  readonly has_open_case: boolean;
}

/** A request whose time has come. */
export interface DueRequest {
  readonly customerId: string;
  readonly requestId: string;
  /** What the programme called it. */
  readonly ruleId: string;
  readonly orderId: string | undefined;
  readonly issueId: string | undefined;
  readonly cause: { readonly source: string; readonly id: string };
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly orderCancelled: boolean;
  readonly hasOpenCase: boolean;
}

/** The requests of persons, locked by `tx`, whose time has come: the first due first. */
export async function listDue(tx: Tx, persons: readonly string[], now: Date): Promise<DueRequest[]> {
  const rows = await tx.query<Row>(SQL, [textColumn(persons, (person) => person), now], 'campaign.list-due-requests');
  return rows.map((row) => ({
    ...{ customerId: row.customer_id, requestId: row.request_id, ruleId: row.rule },
    ...{ orderId: row.order_id ?? undefined, issueId: row.issue_id ?? undefined },
    cause: { source: row.cause_source, id: row.cause_id },
    ...{ dueAt: row.due_at.getTime(), orderCancelled: row.order_cancelled, hasOpenCase: row.has_open_case },
  }));
}

const CUSTOMERS = /* sql */ `
  select distinct customer_id
    from (select customer_id from survey_request where state = 'waiting' and due_at <= $1 order by due_at limit $2) due`;

/** Customers with requests whose time has come. @param limit requests looked at, the first due ones */
export async function listDueCustomers(db: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await db.query<{ customer_id: string }>(CUSTOMERS, [now, limit], 'campaign.list-due-customers');
  return rows.map((row) => row.customer_id);
}
