import type { Programme } from './programme.schema.js';

/** A version of the programme in force from an instant on, in milliseconds since 1970; the first since always. */
export interface ProgrammeVersion {
  readonly effectiveFrom: number;
  readonly programme: Programme;
}

/** Every version there is, and which one decides when. */
export interface ProgrammeHistory {
  /** By `effectiveFrom`, of which no two are the same; the first has `-Infinity`. */
  readonly versions: readonly ProgrammeVersion[];
}

/** One programme that has been in force since always. */
export function sinceAlways(programme: Programme): ProgrammeHistory {
  return { versions: [{ effectiveFrom: -Infinity, programme }] };
}

/** The programme in force at an instant. */
export function programmeAt(history: ProgrammeHistory, at: number): Programme {
  return versionAt(history, at).programme;
}

/** The version in force at an instant. */
export function versionAt({ versions }: ProgrammeHistory, at: number): ProgrammeVersion {
  for (let index = versions.length - 1; index > 0; index -= 1) {
    const version = versions[index];
    if (version && version.effectiveFrom <= at) return version;
  }
  const first = versions[0];
  if (!first) throw new RangeError('a programme has at least one version');
  return first;
}
