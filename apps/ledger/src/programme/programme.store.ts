import { Database, type Tx } from '@perennial/persistence';
import { parseProgramme, type ProgrammeHistory, type ProgrammeVersion } from '@perennial/programme';

import { countProgrammeVersions } from './queries/count-programme-versions.js';
import { listProgrammeVersions, type VersionRow } from './queries/list-programme-versions.js';
import { holdProgramme } from './queries/lock-programme.js';

/** The versions of the programme as the database has them. What has been read stays: versions never change. */
export class ProgrammeStore {
  private known: ProgrammeHistory = { versions: [] };

  /**
   * Every version, and which one decides when. Versions that another instance has added are seen. In a transaction they
   * stay what they are until it ends; it asks before it locks anything.
   */
  async inForce(tx: Tx): Promise<ProgrammeHistory> {
    // Without a transaction there is nothing to hold.
    const [, programmes] = await Promise.all([tx instanceof Database ? undefined : holdProgramme(tx), this.read(tx)]);
    return programmes;
  }

  /** Every version as `tx` sees them, for who decides nothing: whoever applies one does not wait for it. */
  async read(tx: Tx): Promise<ProgrammeHistory> {
    const versions = await countProgrammeVersions(tx);
    if (versions === this.known.versions.length) return this.known;
    const rows = await listProgrammeVersions(tx);
    const read = { versions: rows.map(versionOf) };
    // A transaction that sees one moment may see fewer than are known.
    if (read.versions.length > this.known.versions.length) this.known = read;
    return read;
  }

  /** What was read last. For texts, never for decisions. */
  get lastRead(): ProgrammeHistory {
    return this.known;
  }
}

/** A document was checked when it was added. */
function versionOf({ document, effective_from: from, version }: VersionRow): ProgrammeVersion {
  return {
    programme: parseProgramme(document, `version ${version}`),
    effectiveFrom: from === null ? -Infinity : from.getTime(),
  };
}
