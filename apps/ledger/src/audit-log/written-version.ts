import { createHash } from 'node:crypto';

import { canonicalJson } from '@perennial/contracts';

export const versionThing = (version: number): string => `programme:${version}`;

/** What the audit log says of a version of the programme: its number, the SHA-256 of its document, and when it starts. */
export function writtenVersion({
  version,
  document,
  effectiveFrom,
}: {
  readonly version: number;
  /** As it was given, in YAML. */
  readonly document: string;
  /** Null: since always. */
  readonly effectiveFrom: Date | null;
}): string {
  const digest = createHash('sha256').update(document, 'utf8').digest('hex');
  return canonicalJson({ version, digest, effectiveFrom: effectiveFrom?.toISOString() ?? null });
}
