import type { Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { decideWith } from '../domain/chunk/decide-chunk.js';
import { refoldAll } from '../domain/chunk/refold-all.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { UndecidableRefold } from './errors.js';

/**
 * Has members folded again by a programme, and what differs from what was posted booked.
 *
 * @returns the messages about it, to be published
 */
export async function refoldMembers(
  tx: Tx,
  programmes: ProgrammeHistory,
  accounts: readonly string[],
  { cause, now }: { readonly cause: Envelope; readonly now: Date },
): Promise<OutgoingMessage[]> {
  if (accounts.length === 0) return [];
  const effects = await decideLocked(tx, { programmes, now }, openedFor(new Map(), accounts), (snapshot) =>
    decideWith(snapshot, (draft) => refoldAll(draft, accounts, cause)),
  );
  if (!effects) throw new UndecidableRefold(programmes.versions.at(-1)?.programme.version ?? 0);
  return publishable(effects.messages, programmes);
}
