import type { Tx } from '@perennial/persistence';

import { customersIn, textHeaders, type StoredHeader } from './named-customers.js';
import { FORGOTTEN } from './quarantine.js';

const REFUSALS = 7_303_695;

/**
 * To be asked before looking who was forgotten, by whoever then sets records aside in `tx`. A record that is refused at the
 * same moment as its customer is forgotten would not be seen by the erasure, nor the erasure by who refuses it.
 */
export async function holdForgetting(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [REFUSALS], 'hold-forgetting');
}

// The needle is part of every way to write the id, so this finds too much rather than too little. Locked in one order.
const CANDIDATES = /* sql */ `
  select id, key, value, headers
    from quarantine
   where (key is not null or value is not null or headers <> '[]')
     and (position($1::bytea in coalesce(key, '')) > 0 or position($1::bytea in coalesce(value, '')) > 0
          or position($2 in headers::text) > 0)
   order by id
     for update`;

const FORGET = /* sql */ `
  update quarantine set key = null, value = null, headers = '[]', detail = $2 where id = any($1::int8[])`;

interface Row {
  readonly id: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly StoredHeader[];
}

/**
 * Of refused records that name a customer, keeps reason, place, event id and digest. Reads the whole quarantine: erasures
 * are rare, and what was refused should be little.
 */
export async function forgetRefused(tx: Tx, customerId: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [REFUSALS], 'wait-for-refusals');
  const needle = needleOf(customerId);
  const rows = await tx.query<Row>(CANDIDATES, [Buffer.from(needle, 'utf8'), needle], 'quarantine-candidates');
  const ids = rows.filter((row) => names(row, customerId)).map(({ id }) => id);
  if (ids.length > 0) await tx.query(FORGET, [ids, FORGOTTEN], 'forget-quarantined');
}

function names({ key, value, headers }: Row, customerId: string): boolean {
  return (
    customersIn({ key, value, headers: textHeaders(headers) }).has(customerId) ||
    (value !== null && !isJson(value) && value.includes(customerId))
  );
}

function isJson(value: Buffer): boolean {
  try {
    JSON.parse(value.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** The longest part of an id that every JSON writer leaves as it is. */
function needleOf(customerId: string): string {
  const plain = customerId.match(/[A-Za-z0-9]+/g) ?? [];
  return plain.reduce((longest, each) => (each.length > longest.length ? each : longest), '');
}
