import { canonicalJson, parseInstant } from '@perennial/contracts';

import { differenceLine, diffProgrammes } from './diff-programmes.js';
import { lastingChoicesChanged } from './lasting-choices.js';
import type { Programme } from './programme.schema.js';
import {
  ProgrammeChangeRefused,
  ProgrammeStartsTooEarly,
  ProgrammeVersionTaken,
  ProgrammeVersionTooLow,
} from './version-errors.js';
import { sinceAlways, type ProgrammeHistory, type ProgrammeVersion } from './versions.js';

/**
 * Adds a version to a programme. It decides from its `effectiveFrom` on, or from now when it names none; the first one
 * since always. A version that is there already, with the same content, changes nothing: the same history comes back.
 *
 * @param now instant in milliseconds since 1970
 * @throws ProgrammeVersionTaken, ProgrammeVersionTooLow, ProgrammeStartsTooEarly, ProgrammeChangeRefused
 */
export function addVersion(history: ProgrammeHistory, programme: Programme, now: number): ProgrammeHistory {
  const { versions } = history;
  const last = versions.at(-1);
  if (!last) return sinceAlways(programme);
  const highest = Math.max(...versions.map((version) => version.programme.version));

  const taken = versions.find((version) => version.programme.version === programme.version);
  if (taken && taken.programme.id === programme.id) {
    if (isSame(taken, programme)) return history;
    const differences = diffProgrammes(taken.programme, programme).map(differenceLine);
    throw new ProgrammeVersionTaken(programme.version, highest + 1, differences);
  }
  const refusals = lastingChoicesChanged(
    versions.map((version) => version.programme),
    programme,
  );
  if (refusals.length > 0) throw new ProgrammeChangeRefused(refusals);
  if (programme.version < highest) throw new ProgrammeVersionTooLow(programme.version, highest);

  const effectiveFrom = startOf(programme) ?? now;
  if (effectiveFrom < now) {
    const message = `must not be in the past; it is ${instant(effectiveFrom)}, and now is ${instant(now)}`;
    throw new ProgrammeStartsTooEarly(message);
  }
  if (effectiveFrom <= last.effectiveFrom) {
    const before = `version ${last.programme.version}, which starts at ${instant(last.effectiveFrom)}`;
    throw new ProgrammeStartsTooEarly(`must be after ${before}; it is ${instant(effectiveFrom)}`);
  }
  return { versions: [...versions, { effectiveFrom, programme }] };
}

/** Whether the document says what the version says. One without `effectiveFrom` leaves the start to when it was applied. */
function isSame(version: ProgrammeVersion, programme: Programme): boolean {
  const content = ({ effectiveFrom: _start, ...rest }: Programme) => canonicalJson(rest);
  const start = startOf(programme);
  const starts = [version.effectiveFrom, startOf(version.programme)];
  return content(version.programme) === content(programme) && (start === undefined || starts.includes(start));
}

function startOf({ effectiveFrom }: Programme): number | undefined {
  return effectiveFrom === undefined ? undefined : parseInstant(effectiveFrom);
}

const instant = (at: number): string => new Date(at).toISOString();
