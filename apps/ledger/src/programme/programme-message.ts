import { deterministicId, programmePublished, type Envelope, type ProgrammePublished } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import { LEDGER_SOURCE } from '../domain/decision.js';
import type { NewVersion } from './queries/insert-programme-version.js';

/** Tells of a version that was put in force. */
export function programmeMessage({ programme, document, appliedAt, effectiveFrom }: NewVersion): OutgoingMessage {
  const { id, version } = programme;
  const data: ProgrammePublished = {
    programmeId: id,
    version,
    document,
    ...(effectiveFrom ? { effectiveFrom: effectiveFrom.toISOString() } : {}),
  };
  return {
    type: programmePublished.type,
    id: programmeMessageId({ id, version }),
    time: appliedAt.toISOString(),
    subject: id,
    data,
  };
}

/** What corrections by a version of the programme name as their cause, too. */
export function programmeMessageId({ id, version }: { readonly id: string; readonly version: number }): string {
  return deterministicId('programme-published', id, version);
}

/** The message as what corrections name as their cause. */
export function asCause({ id, type, time, data }: OutgoingMessage): Envelope {
  return { source: LEDGER_SOURCE, id, type, time, at: Date.parse(time), data };
}
