import { canonicalJson } from '@perennial/contracts';
import { writeOutbox } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { addVersion, type Programme, type ProgrammeHistory, type ProgrammeVersion } from '@perennial/programme';
import type { Clock } from '@perennial/service';

import { PROGRAMME_APPLIED } from '../audit-log/audit-action.js';
import { writeAuditEntry, type AuditScope } from '../audit-log/write-audit-entry.js';
import { versionThing, writtenVersion } from '../audit-log/written-version.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { asCause, programmeMessage } from './programme-message.js';
import type { ProgrammeStore } from './programme.store.js';
import { findMembersAhead } from './queries/find-members-ahead.js';
import { findProgrammeDocument } from './queries/find-programme-document.js';
import { insertProgrammeVersion, type NewVersion } from './queries/insert-programme-version.js';
import { lockProgramme } from './queries/lock-programme.js';
import { makeMembersDue } from './queries/make-members-due.js';
import { refoldMembers } from './refold-members.js';

/** Long enough for chunks that decide by the version before, and for looking at every member. */
const TIMING = /* sql */ `
  select set_config('lock_timeout', '30000', true), set_config('statement_timeout', '120000', true)`;

export interface AppliedVersion {
  readonly programmeId: string;
  readonly version: number;
  /** Null: since always. */
  readonly effectiveFrom: Date | null;
  /** False: it was there already, with the same content. */
  readonly changed: boolean;
}

export interface NewDocument {
  readonly programme: Programme;
  /** As it was given, in YAML. */
  readonly document: string;
  readonly clock: Clock;
  /** Who applies it; undefined: nobody was named. */
  readonly actor?: string | undefined;
}

/**
 * Puts a document in force as the next version, from its `effectiveFrom` on or from now; the first one since always.
 * It is published, and facts that lie ahead, which the version before has decided on, are decided on anew.
 *
 * @param tx nothing may be locked in it yet; the outbox row is its last statement
 * @throws what `addVersion` throws
 */
export async function applyVersion(
  tx: Tx,
  programmes: ProgrammeStore,
  { programme, document, clock, actor }: NewDocument,
): Promise<AppliedVersion> {
  await tx.query(TIMING);
  await lockProgramme(tx);
  // From before the wait it would be an instant at which others have decided by the version before.
  const now = clock();
  const before = await programmes.inForce(tx);
  const after = addVersion(before, programme, now.getTime());
  const from = after.versions.find((each) => each.programme.version === programme.version)?.effectiveFrom ?? -Infinity;
  const effectiveFrom = from === -Infinity ? undefined : new Date(from);
  const changed = after !== before;
  if (changed) {
    const added = { programme, document, appliedAt: now, effectiveFrom };
    await insertProgrammeVersion(tx, added);
    const message = programmeMessage(added);
    const ahead = await findMembersAhead(tx, from);
    const corrections = await refoldMembers(tx, after, ahead, { cause: asCause(message), now });
    if (effectiveFrom && lettingTimeDoOtherwise(before.versions.at(-1)?.programme, programme))
      await makeMembersDue(tx, effectiveFrom);
    await writeApplied({ tx, clock: () => now, actor }, added, before);
    await writeOutbox(tx, [message, ...corrections], LEDGER_SOURCE);
  }
  return { programmeId: programme.id, version: programme.version, effectiveFrom: effectiveFrom ?? null, changed };
}

async function writeApplied(scope: AuditScope, added: NewVersion, { versions }: ProgrammeHistory): Promise<void> {
  const { version } = added.programme;
  const last = versions.at(-1);
  await writeAuditEntry(scope, {
    action: PROGRAMME_APPLIED,
    thing: versionThing(version),
    accounts: [],
    before: last && (await writtenBefore(scope.tx, last)),
    after: writtenVersion({ version, document: added.document, effectiveFrom: added.effectiveFrom ?? null }),
  });
}

async function writtenBefore(
  tx: Tx,
  { programme: { version }, effectiveFrom: from }: ProgrammeVersion,
): Promise<string> {
  const document = (await findProgrammeDocument(tx, version)) ?? '';
  return writtenVersion({ version, document, effectiveFrom: from === -Infinity ? null : new Date(from) });
}

/** Who is due when was computed by the version before. */
function lettingTimeDoOtherwise(before: Programme | undefined, after: Programme): boolean {
  const decidedByTime = (programme?: Programme) => [
    ...[programme?.tiers ?? null, programme?.expiry ?? null],
    ...(programme?.rules ?? []).flatMap(({ name, expiry }) => (expiry ? [name, expiry] : [])),
  ];
  return canonicalJson(decidedByTime(before)) !== canonicalJson(decidedByTime(after));
}
