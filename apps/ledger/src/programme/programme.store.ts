import type { Tx } from '@perennial/persistence';
import { parseProgramme, type Programme, type ProgrammeHistory, type ProgrammeVersion } from '@perennial/programme';

import { countProgrammeVersions } from './queries/count-programme-versions.js';
import { insertProgrammeVersion } from './queries/insert-programme-version.js';
import { listProgrammeVersions, type VersionRow } from './queries/list-programme-versions.js';

/** The versions of the programme as the database has them. What has been read stays: versions never change. */
export class ProgrammeStore {
  private known: ProgrammeHistory = { versions: [] };

  /** Every version, and which one decides when. Versions that another instance has added are seen. */
  async inForce(tx: Tx): Promise<ProgrammeHistory> {
    if ((await countProgrammeVersions(tx)) === this.known.versions.length) return this.known;
    const rows = await listProgrammeVersions(tx);
    this.known = { versions: rows.map(versionOf) };
    return this.known;
  }

  /** What was read last. For texts, never for decisions. */
  get lastRead(): ProgrammeHistory {
    return this.known;
  }

  /** Adds a version. @param effectiveFrom undefined: since always */
  async add(tx: Tx, programme: Programme, document: string, appliedAt: Date, effectiveFrom?: Date): Promise<void> {
    await insertProgrammeVersion(tx, { programme, document, appliedAt, effectiveFrom });
  }
}

/** A document was checked when it was added. */
function versionOf({ document, effective_from: from, version }: VersionRow): ProgrammeVersion {
  return {
    programme: parseProgramme(document, `version ${version}`),
    effectiveFrom: from === null ? -Infinity : from.getTime(),
  };
}
