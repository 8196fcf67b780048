import type { OutgoingMessage } from '@perennial/messaging';
import { programmeAt, type Programme, type ProgrammeHistory } from '@perennial/programme';

import { withTexts, type OutgoingPoints } from '../domain/posting/points-message.js';

/** Messages as they are published: with the texts of the programme that decided them. */
export function publishable(messages: readonly OutgoingPoints[], programmes: ProgrammeHistory): OutgoingMessage[] {
  const byVersion = new Map(programmes.versions.map(({ programme }) => [programme.version, programme]));
  const programmeOf = (version: number): Programme => byVersion.get(version) ?? programmeAt(programmes, 0);
  return messages.map((message) => withTexts(message, programmeOf));
}
