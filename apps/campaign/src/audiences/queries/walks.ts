import { textColumn, type Tx } from '@perennial/persistence';

/** Audiences about which everybody is being asked together. */
export interface Walk {
  readonly audiences: readonly { readonly id: string; readonly when: string | undefined }[];
  /** Since when the programme says so of them. */
  readonly since: Date;
  /** The last customer who was asked. */
  readonly cursor: string;
}

const LIST = /* sql */ `
  select array_agg(audience order by audience) as ids, array_agg(condition order by audience) as conditions, since, cursor
    from audience
   where cursor is not null
   group by since, cursor
   order by since, cursor`;

interface Row {
  readonly ids: readonly string[];
  readonly conditions: readonly (string | null)[];
  readonly since: Date;
  readonly cursor: string;
}

export async function listWalks(tx: Tx): Promise<Walk[]> {
  const rows = await tx.query<Row>(LIST, [], 'audiences.list-walks');
  return rows.map(({ ids, conditions, since, cursor }) => ({
    ...{ since, cursor },
    audiences: ids.map((id, index) => ({ id, when: conditions[index] ?? undefined })),
  }));
}

const MOVE = /* sql */ `
  with held as materialized (
    select audience from audience
     where audience = any($1::text[]) and cursor = $2 and since = $3
     order by audience
       for update
  )
  update audience set cursor = $4
    from held
   where audience.audience = held.audience and (select count(*) from held) = cardinality($1::text[])
  returning audience.audience`;

/**
 * Has a walk go on behind a customer, for all of its audiences or for none. @param cursor undefined: everybody was asked
 *
 * @returns false where another instance has, or the programme says otherwise meanwhile
 */
export async function moveWalk(
  tx: Tx,
  { audiences, cursor: from, since }: Walk,
  cursor: string | undefined,
): Promise<boolean> {
  const columns = [textColumn(audiences, ({ id }) => id), from, since, cursor ?? null];
  const moved = await tx.query(MOVE, columns, 'audiences.move-walk');
  return moved.length === audiences.length;
}
