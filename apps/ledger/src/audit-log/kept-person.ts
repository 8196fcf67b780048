import { ProblemError } from '@perennial/service';

import { keptActor } from './kept-actor.js';
import type { AuditScope } from './write-audit-entry.js';

/** Rows stay for ever: whoever is a customer, too, stands in them as their account. @throws ProblemError when they were forgotten */
export async function keptPerson({ tx }: Pick<AuditScope, 'tx'>, actor: string): Promise<string> {
  const kept = await keptActor(tx, actor);
  if (kept !== undefined) return kept;
  const detail = 'Who acts is a customer who was forgotten: nobody could tell any more who they are.';
  throw new ProblemError(403, 'FORGOTTEN_PERSON', detail);
}
