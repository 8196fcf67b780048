import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { documentHeader } from './document-header.js';
import { ProblemError } from './problem-error.js';

const HEADER = 'perennial-actor';

/** 1 to 255 printable ASCII characters, none of them a blank at either end. */
const ACTOR = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** How a log that keeps accounts instead of customers names them: nobody can call themself so. */
export const OF_ACCOUNT = 'account:';

/**
 * Who acts, as the header `Perennial-Actor` says; undefined where nobody is named.
 *
 * @throws ProblemError INVALID_REQUEST for a name that is none
 */
export function actorOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const actor = String(headers[HEADER] ?? '').trim();
  if (actor === '') return undefined;
  if (!ACTOR.test(actor))
    throw new ProblemError(400, 'INVALID_REQUEST', 'Perennial-Actor must be 1 to 255 printable ASCII characters.');
  if (actor.startsWith(OF_ACCOUNT))
    throw new ProblemError(400, 'INVALID_REQUEST', `Perennial-Actor must not begin with ${OF_ACCOUNT}`);
  return actor;
}

/** Of a route that keeps who acts where somebody is named: has it say in /openapi.json that it takes `Perennial-Actor`. */
export const MayNameActor = (): MethodDecorator =>
  ApiHeader({
    name: 'Perennial-Actor',
    description: 'Who acts, kept with what is done; may be absent.',
    required: false,
  });

/** Parameter of a route that somebody must answer for: `@Actor() actor: string`. Without the header: 400 `ACTOR_REQUIRED`. */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => {
    const actor = actorOf(context.switchToHttp().getRequest<IncomingMessage>());
    if (actor !== undefined) return actor;
    throw new ProblemError(400, 'ACTOR_REQUIRED', 'Send the header Perennial-Actor: who does this is kept with it.');
  },
  [documentHeader('Perennial-Actor', 'Who acts: kept with what is done.')],
);
