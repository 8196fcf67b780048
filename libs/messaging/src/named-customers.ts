import type { RecordContent } from './event-log.js';
import { headerPairs } from './record-body.js';

/** Fields of events that hold a customer id. */
const FIELDS = ['subject', 'customerId', 'referrerId', 'refereeId', 'fromCustomerId', 'intoCustomerId'] as const;

const READ_BYTES = 1_048_576;

const IN_TEXT = new RegExp(`"(?:${FIELDS.join('|')})"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`, 'g');

/** Ids of customers that a record names, as far as one can tell: by its key, its subject, and its data, readable or not. */
export function customersIn({ key, value, headers }: Pick<RecordContent, 'key' | 'value' | 'headers'>): Set<string> {
  const named = new Set<string>();
  if (key) named.add(String(key));
  for (const [name, content] of headerPairs(headers)) {
    if (name.toLowerCase() === 'ce_subject') named.add(String(content));
  }
  // Of a value that no topic takes only its beginning is kept, and it may be too long for a text.
  const text = String(value?.subarray(0, READ_BYTES) ?? '');
  for (const id of fromJson(text) ?? fromText(text)) named.add(id);
  return named;
}

/** A header as the quarantine keeps it; without text: it was none. */
export interface StoredHeader {
  readonly name: string;
  readonly text?: string;
}

export function textHeaders(headers: readonly StoredHeader[]): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, text = '' }) => [name, text]));
}

/** Of an event in structured or in binary mode; undefined when the text is no JSON. */
function fromJson(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return [value, fieldOf(value, 'data')].flatMap((object) =>
      FIELDS.flatMap((field) => {
        const id = fieldOf(object, field);
        return typeof id === 'string' || typeof id === 'number' ? [String(id)] : [];
      }),
    );
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
}

/** What is no JSON as a whole, such as an excerpt, may still have fields that can be read. */
function fromText(text: string): string[] {
  return [...text.matchAll(IN_TEXT)].flatMap(([, quoted = '']) => {
    try {
      return [String(JSON.parse(quoted))];
    } catch {
      return [];
    }
  });
}
