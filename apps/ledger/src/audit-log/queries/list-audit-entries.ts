import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select number, action, actor, at, thing, accounts, before, after
    from audit_entry
   where ($1::int8 is null or number < $1)
     and ($2::text[] is null or actor = any($2))
     and ($3::text is null or action = $3)
   order by number desc
   limit $4`;

export interface ListedAuditEntry {
  readonly number: bigint;
  readonly action: string;
  readonly actor: string | null;
  readonly at: Date;
  readonly thing: string;
  readonly accounts: readonly string[];
  readonly before: string | null;
  readonly after: string;
}

export interface WantedEntries {
  /** Only entries with lower numbers; absent: from the newest on. */
  readonly before?: bigint | undefined;
  /** One of these acted, as the log names them. */
  readonly actors?: readonly string[] | undefined;
  readonly action?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function listAuditEntries(tx: Tx, wanted: WantedEntries): Promise<ListedAuditEntry[]> {
  const { before, actors, action, limit } = wanted;
  return tx.query<ListedAuditEntry>(SQL, [before ?? null, actors ?? null, action ?? null, limit]);
}
