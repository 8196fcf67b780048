import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { actorOf } from './actor.decorator.js';
import { documentHeader } from './document-header.js';
import { parseIdempotencyKey } from './idempotency-key.js';

/** A request to change something, told apart from all others by operation, parameters and key. */
export interface CommandRequest {
  /** Method and pattern of the route, such as `POST /v1/members/:id/redemptions`. It names nobody: it is stored. */
  readonly operation: string;
  /** What stands in the path for the pattern's parameters. */
  readonly params: Readonly<Record<string, unknown>>;
  /** 1 to 255 characters. */
  readonly key: string;
  /** Any JSON value, as it came; undefined where there was none. */
  readonly body: unknown;
  readonly actor?: string;
}

type RoutedRequest = IncomingMessage & {
  readonly route: { readonly path: string };
  readonly params: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/**
 * Parameter of every route that changes something: `@Command() command: CommandRequest`, for `runCommand`. Without the
 * header `Idempotency-Key`: 400 `IDEMPOTENCY_KEY_REQUIRED`.
 */
export const Command = createParamDecorator(
  (_: unknown, context: ExecutionContext): CommandRequest => {
    const request = context.switchToHttp().getRequest<RoutedRequest>();
    const key = parseIdempotencyKey(request.headers['idempotency-key']?.toString());
    const { method = '', route, params, body } = request;
    const actor = actorOf(request);
    return { operation: `${method} ${route.path}`, params, key, body, ...(actor === undefined ? {} : { actor }) };
  },
  [
    documentHeader(
      'Idempotency-Key',
      'A key of its own for each command, the same at each retry of it; kept for 30 days. 1 to 255 visible characters.',
    ),
  ],
);
