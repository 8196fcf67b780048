import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select person_key($1) = person_key($2) as same`;

/** Whether two names are one person's, as the table of approvals has it: whatever the capitals, the accents' bytes and the blanks around. */
export async function areOnePerson(tx: Tx, one: string, other: string): Promise<boolean> {
  const [row] = await tx.query<{ same: boolean }>(SQL, [one, other]);
  return row?.same ?? false;
}
