import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** The specification wants 24 to 64. */
const SECRET_BYTES = 32;

/** What one request carries besides its body. */
export type WebhookHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/** A secret as receivers get it: `whsec_` and base64. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers of a request by the Standard Webhooks specification (https://www.standardwebhooks.com, version 1.0.0):
 * HMAC-SHA256 of `id.timestamp.body`, once for each secret.
 *
 * @param id without full stops
 * @param at of this try; sent as whole seconds since 1970
 * @param secrets as `newSecret` makes them, the one in use first
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): WebhookHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
