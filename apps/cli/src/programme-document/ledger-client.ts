import { randomUUID } from 'node:crypto';

import { UserError } from '../user-error.js';

const TIMEOUT_MS = 15_000;
/** Applying waits for what runs, looks at every member, and may begin anew; Node's `fetch` gives up after 300 s. */
const APPLY_TIMEOUT_MS = 240_000;
/** Nothing was sent. */
const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The version in force. */
export interface CurrentProgramme {
  readonly programmeId: string;
  readonly version: number;
  /** RFC 3339; absent for the first version, in force since always. */
  readonly effectiveFrom?: string | null;
  /** As it was applied (YAML). */
  readonly document: string;
}

export interface AppliedVersion {
  readonly version: number;
  readonly effectiveFrom?: string | null;
}

/** What an event would do. */
export interface Simulation {
  readonly outcome: string;
  /** Why it would come to nothing, or what it would wait for. */
  readonly reason?: string;
  readonly rules?: readonly {
    readonly rule: string;
    readonly result: string;
    readonly points?: number;
    readonly reason?: string;
  }[];
  readonly messages?: readonly unknown[];
  readonly balance?: Readonly<Record<string, number>>;
  readonly programmeVersion?: number;
}

/** A refusal of the ledger, as RFC 9457 tells it. */
export interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly {
    readonly line?: number;
    readonly column?: number;
    readonly where?: string;
    readonly message?: string;
  }[];
}

/** The ledger said no, and why. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `it answered ${status}`);
  }
}

class NoAnswer extends UserError {
  constructor(
    url: string,
    readonly reason: string,
  ) {
    super(`No ledger answers at ${url} (${reason}). Start it with "npm start", or give its --url.`);
  }
}

/** What the ledger offers for its programme, over HTTP. Every call throws `Refused` when it says no, and `UserError` when it is not there. */
export class LedgerClient {
  constructor(
    readonly url: string,
    private readonly timeouts: { readonly applyMs: number } = { applyMs: APPLY_TIMEOUT_MS },
  ) {}

  async current(): Promise<CurrentProgramme> {
    return (await this.call('GET', '/v1/programme')).body as CurrentProgramme;
  }

  async versions(): Promise<readonly AppliedVersion[]> {
    const { items } = (await this.call('GET', '/v1/programme/versions')).body as { items: AppliedVersion[] };
    return items;
  }

  /**
   * @param actor who applies it, printable ASCII
   * @returns `changed` is false when the version was there already, with the same content
   * @throws UserError, too, when it is not known whether it was applied
   */
  async apply(
    document: string,
    actor?: string,
  ): Promise<{ changed: boolean; version: number; effectiveFrom?: string | null }> {
    const headers = {
      'content-type': 'application/yaml',
      'idempotency-key': randomUUID(),
      ...(actor === undefined ? {} : { 'perennial-actor': actor }),
    };
    try {
      const { status, body } = await this.call('POST', '/v1/programme', headers, document, this.timeouts.applyMs);
      return { changed: status === 201, ...(body as AppliedVersion) };
    } catch (error) {
      if (!(error instanceof NoAnswer) || NOBODY_THERE.has(error.reason)) throw error;
      throw new UserError(
        `The ledger at ${this.url} gave no answer (${error.reason}). The version may have been applied, or may be yet: ` +
          'give the same command again. It says what has become of it, and applies nothing twice.',
      );
    }
  }

  /** @param document instead of the version in force */
  async simulate(event: unknown, document?: string): Promise<Simulation> {
    const body = JSON.stringify({ event, ...(document === undefined ? {} : { document }) });
    const headers = { 'content-type': 'application/json' };
    return (await this.call('POST', '/v1/programme/simulate', headers, body)).body as Simulation;
  }

  private async call(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
    timeoutMs = TIMEOUT_MS,
  ) {
    const { status, text } = await this.send(method, path, { headers, body, timeoutMs });
    const answer = jsonOf(text);
    if (status >= 400) throw new Refused(status, isObject(answer) ? answer : {});
    if (!isObject(answer)) throw new Error(`${this.url}${path} did not answer as a ledger does; is it one?`);
    return { status, body: answer };
  }

  private async send(
    method: string,
    path: string,
    { headers, body, timeoutMs }: { headers: Record<string, string>; body: string | undefined; timeoutMs: number },
  ) {
    try {
      const answer = await fetch(new URL(path, this.url), {
        method,
        headers: { ...headers, connection: 'close' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      throw new NoAnswer(this.url, reasonOf(error));
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `fetch` says only "fetch failed"; the reason is its cause. */
export function reasonOf(error: unknown): string {
  const cause = isObject(error) && 'cause' in error && isObject(error.cause) ? error.cause : error;
  if (isObject(cause) && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return isObject(cause) && 'message' in cause ? String(cause.message) : String(cause);
}
