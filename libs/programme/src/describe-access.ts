import { accessWindowsOf } from './access-windows.schema.js';
import { either } from './plain-words.js';
import type { Programme } from './programme.schema.js';

const at = (instant: number): string => new Date(instant).toISOString();

/** Windows as one explains them: who has access from when, those who have it first first. */
export function accessSentences(programme: Programme): string[] {
  return [...accessWindowsOf(programme).values()].map(({ id, text, opensAt, earlier, until }) => {
    const from = [...earlier].toReversed().map(([tier, instant]) => `${tier} from ${at(instant)}`);
    const ends = until === undefined ? '' : `, until ${at(until)}`;
    return `${id}: ${text}, ${either([...from, `everybody from ${at(opensAt)}`], 'and')}${ends}.`;
  });
}
