import { Database } from '@perennial/persistence';

/** What stood in the tables before a run. */
export interface Before {
  readonly events: number;
  /** Everything booked from this instant on is the run's. */
  readonly until: Date;
}

const EMPTY: Before = { events: 0, until: new Date(0) };

/**
 * Of the ledger's own tables: one award per event of the run, and of everybody who got one the balance is the sum of all
 * transfers, which are counted.
 */
export async function checkLedger(url: string, before: Before = EMPTY): Promise<{ awards: number; wrong?: string }> {
  const db = await Database.connect({ url, applicationName: 'bench-check', poolSize: 1 });
  try {
    const [counts] = await db.query<{ awards: number; events: number; causes: number }>(
      `with award as (select cause_source, cause_id from transfer where kind = 'accrual' and booked_at >= $1)
       select (select count(*)::int from award) as awards, (select count(*)::int from inbox) as events,
              (select count(distinct (cause_source, cause_id))::int from award) as causes`,
      [before.until],
    );
    const { awards = 0, events: all = 0, causes = 0 } = counts ?? {};
    const events = all - before.events;
    if (awards !== events || causes !== events)
      return { awards, wrong: `${awards} awards of ${causes} causes for ${events} events` };
    const unequal = await db.query(
      `select balance.account
         from balance
         left join (select account, count(*) as transfers,
                           sum(case when credit in ('available', 'pending', 'debt') then points else 0 end
                             - case when debit in ('available', 'pending', 'debt') then points else 0 end) as points
                      from transfer
                     where account in (select account from transfer where booked_at >= $1) group by account)
                as booked on booked.account = balance.account
        where case when booked.account is null
                   then $2 and (available + pending - debt <> 0 or balance.transfers <> 0)
                   else available + pending - debt <> booked.points or balance.transfers <> booked.transfers end
        limit 1`,
      [before.until, before === EMPTY],
    );
    return unequal.length > 0 ? { awards, wrong: 'a balance is not the sum of its transfers' } : { awards };
  } finally {
    await db.close();
  }
}
