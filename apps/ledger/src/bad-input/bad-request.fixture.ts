import type { Request } from './running-ledger.fixture.js';

/** What to send, and what has to be answered. Nothing may be written. */
export type BadRequest = readonly [title: string, request: Request, status: number, code: string];

/** Two members with 10 points each, which no bad request may change. */
export const ADA = 'ada';
export const BEN = 'ben';

const JSON_TYPE = { 'content-type': 'application/json' };
let lastKey = 0;
const command = () => ({ ...JSON_TYPE, 'idempotency-key': `bad-${(lastKey += 1)}`, 'perennial-actor': 'eve' });

export const get = (path: string): Request => ({ method: 'GET', path: `/v1/${path}` });
/** JSON as it stands, for what `JSON.stringify` cannot write. */
export const postText = (
  path: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Request => ({
  ...{ method: 'POST', path: `/v1/${path}`, body, headers: { ...command(), ...headers } },
});
export const post = (path: string, body: unknown, headers?: Readonly<Record<string, string>>): Request =>
  postText(path, JSON.stringify(body), headers);
export const without = (name: string, { headers: { [name]: _, ...headers } = {}, ...request }: Request): Request => ({
  ...{ ...request, headers },
});

export const REDEEM = `members/${ADA}/redemptions`;
export const ADJUST = `members/${ADA}/adjustments`;
export const gift = { rewardId: 'gift-box' };
export const adjustment = { points: 5, reason: 'goodwill' };
