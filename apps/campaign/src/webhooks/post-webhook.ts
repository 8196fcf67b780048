import { lookup as lookUpName, type LookupAddress } from 'node:dns';
import { request as overHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

import type { Try } from './domain/judge-try.js';
import { addressIn, mayConnect, type Reach } from './endpoint-url.js';
import type { WebhookHeaders } from './sign.js';

/** More of an answer is not read. */
const READ_BYTES_MAX = 64 * 1_024;
/** The beginning of an answer, which is kept. */
const KEPT_BYTES = 1_024;

/** The addresses of a name. */
export type Resolve = (
  hostname: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface PostOptions {
  readonly reach: Reach;
  /** From the question for the address to the end of the answer. */
  readonly timeoutMs: number;
  /** Aborted when the service stops: the request is given up. */
  readonly stop: AbortSignal;
  /** Default: the machine's. */
  readonly resolve?: Resolve;
}

/** What came of a try, and the beginning of the answer; undefined when it was given up because of `stop`. */
export type Answered = (Try & { readonly response?: string }) | undefined;

/** The address is not one that may be connected to. */
class AddressRefused extends Error {}
/** No answer in time. */
class TimedOut extends Error {}
/** The service stops. */
class GivenUp extends Error {}

/**
 * Sends a message once. Every request has a connection of its own, to an address that was judged right before: between the
 * question and the connection a name cannot come to mean another one. Redirects are not followed, and no proxy is asked.
 */
export async function postWebhook(
  target: string,
  { headers, body }: { readonly headers: WebhookHeaders; readonly body: string },
  options: PostOptions,
): Promise<Answered> {
  const url = new URL(target);
  const bytes = Buffer.from(body, 'utf8');
  const address = addressIn(url);
  // Of what is an address already, nobody is asked.
  if (address !== undefined && !mayConnect(url, address, options.reach)) return { failure: 'ADDRESS_REFUSED' };
  const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, {
    method: 'POST',
    agent: false,
    lookup: judged(url, options),
    headers: {
      ...headers,
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      'content-length': bytes.length,
      'user-agent': 'Perennial-Webhooks/1',
    },
  });
  return answerTo(request, bytes, options);
}

async function answerTo(request: ClientRequest, bytes: Buffer, { timeoutMs, stop }: PostOptions): Promise<Answered> {
  const giveUp = () => request.destroy(new GivenUp());
  const late = setTimeout(() => request.destroy(new TimedOut()), timeoutMs);
  stop.addEventListener('abort', giveUp);
  try {
    return await new Promise<Answered>((resolve, reject) => {
      request.once('error', reject);
      request.once('response', (answer: IncomingMessage) => resolve(readAnswer(answer)));
      if (stop.aborted) giveUp();
      request.end(bytes);
    });
  } catch (error) {
    return error instanceof GivenUp ? undefined : { failure: failureOf(error) };
  } finally {
    clearTimeout(late);
    stop.removeEventListener('abort', giveUp);
    // Whoever answers before everything was read, or goes on after it, keeps no connection.
    request.destroy();
  }
}

/** The status counts from the moment it is there: what goes wrong with the rest of an answer changes nothing. */
async function readAnswer(answer: IncomingMessage): Promise<Answered> {
  const kept: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (read < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - read));
      read += chunk.length;
      if (read >= READ_BYTES_MAX) break;
    }
  } catch {
    // Cut off.
  }
  const { statusCode: status = 0, headers } = answer;
  const retryAfter = headers['retry-after'];
  return { status, response: textOf(Buffer.concat(kept)), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** As far as it is text that can be stored and shown. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** Gives only addresses that may all be connected to: of a name with one that may not, none is taken. */
function judged(url: URL, { reach, resolve = byMachine }: PostOptions): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses;
      if (error || !first)
        return callback(error ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      if (!addresses.every(({ address }) => mayConnect(url, address, reach)))
        return callback(new AddressRefused(), '', 0);
      if (all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

const byMachine: Resolve = (hostname, answer) => {
  lookUpName(hostname, { all: true, verbatim: true }, (error, addresses) => answer(error, addresses ?? []));
};

function failureOf(error: unknown): NonNullable<Try['failure']> {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  if (error instanceof TimedOut) return 'TIMED_OUT';
  const code = String((error as { readonly code?: unknown }).code);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'HOST_UNKNOWN';
  const isAboutCertificate = /CERT|SELF_SIGNED|UNABLE_TO_/.test(code);
  return isAboutCertificate ? 'CERTIFICATE_REFUSED' : 'CONNECTION_FAILED';
}
