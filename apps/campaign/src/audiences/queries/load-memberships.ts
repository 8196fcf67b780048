import { textColumn, type Tx } from '@perennial/persistence';

import type { Membership } from '../domain/membership.js';

const SQL = /* sql */ `
  select customer_id, audience, inside, entered_at, left_at, told, times_told, tell_at
    from audience_member
   where customer_id = any($1::text[])`;

interface Row {
  readonly customer_id: string;
  readonly audience: string;
  readonly inside: boolean;
  readonly entered_at: Date;
  readonly left_at: Date | null;
  readonly told: boolean;
  readonly times_told: number;
  readonly tell_at: Date | null;
}

/** The audiences that persons, whom `tx` has locked, are in or were in, by person. */
export async function loadMemberships(tx: Tx, persons: readonly string[]): Promise<Map<string, Membership[]>> {
  const rows = await tx.query<Row>(SQL, [textColumn(persons, (person) => person)], 'audiences.load-memberships');
  const memberships = new Map<string, Membership[]>();
  for (const row of rows)
    memberships.set(row.customer_id, [...(memberships.get(row.customer_id) ?? []), membershipOf(row)]);
  return memberships;
}

function membershipOf(row: Row): Membership {
  const { customer_id: customerId, audience, inside, told, times_told: timesTold } = row;
  return {
    ...{ customerId, audience, inside, told, timesTold, enteredAt: row.entered_at.getTime() },
    ...{ leftAt: row.left_at?.getTime(), tellAt: row.tell_at?.getTime() },
  };
}
