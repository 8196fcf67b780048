import { Database } from '@perennial/persistence';

/** Of the ledger's own tables: one award per event, numbered without gaps, every balance the sum of its transfers. */
export async function checkLedger(url: string): Promise<{ awards: number; wrong?: string }> {
  const db = await Database.connect({ url, applicationName: 'bench-check', poolSize: 1 });
  try {
    const [counts] = await db.query<{ awards: number; events: number; causes: number }>(
      `select (select count(*)::int from transfer where kind = 'accrual') as awards,
              (select count(*)::int from inbox) as events,
              (select count(distinct (cause_source, cause_id))::int from transfer where kind = 'accrual') as causes`,
    );
    const { awards = 0, events = 0, causes = 0 } = counts ?? {};
    if (awards !== events || causes !== events)
      return { awards, wrong: `${awards} awards of ${causes} causes for ${events} events` };
    const unequal = await db.query(
      `select balance.account
         from balance
         left join (select account, count(*) as transfers,
                           sum(case when credit in ('available', 'pending', 'debt') then points else 0 end
                             - case when debit in ('available', 'pending', 'debt') then points else 0 end) as points
                      from transfer group by account) as booked on booked.account = balance.account
        where available + pending - debt <> coalesce(booked.points, 0) or balance.transfers <> coalesce(booked.transfers, 0)
        limit 1`,
    );
    return unequal.length > 0 ? { awards, wrong: 'a balance is not the sum of its transfers' } : { awards };
  } finally {
    await db.close();
  }
}
