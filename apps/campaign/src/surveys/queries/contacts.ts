import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

/** That a customer was asked, or is to be. */
interface Contact {
  readonly customerId: string;
  /** Of the invitation, or of the request for it. */
  readonly contactId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const INSERT = /* sql */ `
  insert into survey_contact (customer_id, contact_id, bucket, at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::timestamptz[])
      on conflict do nothing`;

/** Keeps who was asked: a request and its invitation once. Customers are persons, locked by `tx`. */
export async function insertContacts(tx: Tx, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  await tx.query(
    INSERT,
    [
      textColumn(contacts, ({ customerId }) => customerId),
      textColumn(contacts, ({ contactId }) => contactId),
      plainColumn(contacts, ({ customerId }) => bucketOf(customerId)),
      instantColumn(contacts, ({ at }) => at),
    ],
    'campaign.insert-contacts',
  );
}

const LIST = /* sql */ `select customer_id, at from survey_contact where customer_id = any($1::text[]) and at > $2`;

/** When persons were asked since an instant, exclusive, by person: milliseconds since 1970. */
export async function listContacts(tx: Tx, persons: readonly string[], since: Date): Promise<Map<string, number[]>> {
  const columns = [textColumn(persons, (person) => person), since];
  const rows = await tx.query<{ customer_id: string; at: Date }>(LIST, columns, 'campaign.list-contacts');
  const contacts = new Map<string, number[]>();
  for (const { customer_id, at } of rows)
    contacts.set(customer_id, [...(contacts.get(customer_id) ?? []), at.getTime()]);
  return contacts;
}
