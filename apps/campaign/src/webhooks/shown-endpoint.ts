import { z } from 'zod';

import type { EndpointRow } from './queries/find-endpoint.js';
import { webhookTypes } from './webhook-types.js';

const instant = (description: string) => z.string().nullable().describe(`RFC 3339, UTC. ${description}`);

export const EventTypes = z
  .array(
    z.enum([...webhookTypes], { error: 'must be an event type that Perennial publishes, docs/webhooks.md lists them' }),
  )
  .min(1)
  .max(webhookTypes.size)
  .describe('What is sent to it, by event type.');

/** An endpoint as everybody may see it, which is without its secret. */
export const Endpoint = z.object({
  endpointId: z.uuid(),
  url: z.string(),
  types: EventTypes,
  description: z.string().nullable(),
  createdAt: z.string().describe('RFC 3339, UTC.'),
  enabled: z.boolean(),
  disabledAt: instant('Null while it is enabled.'),
  disabledReason: z
    .enum(['GONE', 'FAILING'])
    .nullable()
    .describe('`GONE`: it answered 410. `FAILING`: no try has succeeded for five days. Null while it is enabled.'),
  failingSince: instant('The first try that failed with none after it that succeeded; null where the last one did.'),
  pausedUntil: instant('It asked to be left alone until then (`Retry-After`); null where it did not.'),
  previousSecretUntil: instant('Until then the secret of before signs beside; null where none does.'),
});

export const SecretShownOnce = z
  .string()
  .describe('`whsec_` and base64. Shown in this answer only, and in those to its retries: keep it.');

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function shownEndpoint(row: EndpointRow): z.output<typeof Endpoint> {
  return {
    endpointId: row.endpoint_id,
    url: row.url,
    types: [...row.types],
    description: row.description,
    createdAt: row.created_at.toISOString(),
    enabled: row.disabled_at === null,
    disabledAt: iso(row.disabled_at),
    disabledReason: row.disabled_reason,
    failingSince: iso(row.failing_since),
    pausedUntil: iso(row.paused_until),
    previousSecretUntil: iso(row.previous_until),
  };
}
