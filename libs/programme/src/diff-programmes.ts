import { canonicalJson } from '@perennial/contracts';

import type { Programme } from './programme.schema.js';

/** One thing in which two programmes differ. */
export interface Difference {
  /** Keys joined by dots; entries of a list by their name, id or sku: `rules.purchase.perFullMinor.USD`. */
  readonly path: string;
  /** What it was; absent when it is new. */
  readonly from?: unknown;
  /** What it is; absent when it is gone. */
  readonly to?: unknown;
}

/** In what the second programme differs from the first, in the order of their keys. Empty when they say the same. */
export function diffProgrammes(from: Programme, to: Programme): Difference[] {
  return differences('', from, to);
}

/** `rules.purchase.perFullMinor.USD: 1000 → 800`, `rewards.mug: new { kind: gift, … }`, `rewards.mug: gone` */
export function differenceLine({ path, from, to }: Difference): string {
  if (from === undefined) return `${path}: new ${inWords(to)}`;
  if (to === undefined) return `${path}: gone, was ${inWords(from)}`;
  return `${path}: ${inWords(from)} → ${inWords(to)}`;
}

function differences(path: string, from: unknown, to: unknown): Difference[] {
  if (from === undefined || to === undefined)
    return from === to ? [] : [{ path, ...given('from', from), ...given('to', to) }];
  if (Array.isArray(from) && Array.isArray(to)) return listDifferences(path, from, to);
  if (!isGroup(from) || !isGroup(to)) return canonicalJson(from) === canonicalJson(to) ? [] : [{ path, from, to }];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) => differences(path === '' ? key : `${path}.${key}`, from[key], to[key]));
}

/** Entries with a name are compared under it, wherever they stand; the order itself is a difference of its own. */
function listDifferences(path: string, from: readonly unknown[], to: readonly unknown[]): Difference[] {
  const [before, after] = [byName(from), byName(to)];
  if (!before || !after) return canonicalJson(from) === canonicalJson(to) ? [] : [{ path, from, to }];
  const names = new Set([...before.keys(), ...after.keys()]);
  const inside = [...names].flatMap((name) => differences(`${path}.${name}`, before.get(name), after.get(name)));
  const orders = [
    [...before.keys()].filter((name) => after.has(name)),
    [...after.keys()].filter((name) => before.has(name)),
  ];
  const moved = orders[0]?.join() !== orders[1]?.join();
  return moved ? [...inside, { path: `${path} (order)`, from: orders[0], to: orders[1] }] : inside;
}

/** The entries of a list by what names them; undefined when they are no groups, or have no name. */
function byName(list: readonly unknown[]): Map<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const entry of list) {
    const name = isGroup(entry) ? (entry['name'] ?? entry['id'] ?? entry['sku']) : undefined;
    if (typeof name !== 'string') return undefined;
    named.set(name, entry);
  }
  return named;
}

function given(key: 'from' | 'to', value: unknown): Partial<Difference> {
  return value === undefined ? {} : { [key]: value };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as it could stand in the document, in one line. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join(', ');
  if (!isGroup(value)) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([key, field]) => `${key}: ${Array.isArray(field) ? `[${field.map(inWords).join(', ')}]` : inWords(field)}`).join(', ')} }`;
}
