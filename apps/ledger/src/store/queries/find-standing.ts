import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select member.account,
         coalesce(greatest((state ->> 'knownTo')::float8, (state ->> 'passedTo')::float8), 0) as changed_to,
         balance.linked = '{}'
         and not exists (select from referral where referee = member.account)
         and not exists (select from referral where referrer = member.account) as alone
    from member join balance on balance.account = member.account
   where member.customer_id = $1`;

/** How far back what is stored of a member holds. */
export interface Standing {
  readonly account: string;
  /** Up to when facts, or time, have changed the member, in milliseconds since 1970. */
  readonly changedTo: number;
  /** No other wallet hangs together with this one, and no referral names the member: nobody else has a say in it. */
  readonly alone: boolean;
}

/** Undefined for a customer nobody has named. */
export async function findStanding(tx: Tx, customerId: string): Promise<Standing | undefined> {
  const [row] = await tx.query<{ account: string; changed_to: number; alone: boolean }>(
    SQL,
    [customerId],
    'ledger-find-standing',
  );
  return row && { account: row.account, changedTo: row.changed_to, alone: row.alone };
}
