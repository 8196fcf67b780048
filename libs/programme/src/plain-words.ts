import { currencies } from '@perennial/contracts';

import type { Programme } from './programme.schema.js';

/** What the sentences need to know of the programme. */
export interface Words {
  /** "1 point", "5 points" */
  readonly points: (n: number) => string;
  readonly unit: string;
  readonly timeZone: string;
  /** Name of a partner; its id when it has none. */
  readonly partner: (id: string) => string;
}

export function wordsOf({ unit, timeZone, coalition }: Programme): Words {
  const one = unit.endsWith('s') ? unit.slice(0, -1) : unit;
  return {
    unit,
    timeZone,
    points: (n) => `${n} ${n === 1 ? one : unit}`,
    partner: (id) => coalition?.partners.find((partner) => partner.id === id)?.text ?? id,
  };
}

/** 1050 USD → "10.50 USD", 1500 JPY → "1500 JPY" */
export function money(minor: number, currency: string): string {
  const decimals = currencies.get(currency) ?? 0;
  const digits = String(minor).padStart(decimals + 1, '0');
  if (decimals === 0) return `${digits} ${currency}`;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)} ${currency}`;
}

/** "a, b or c" */
export function either(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

export const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
