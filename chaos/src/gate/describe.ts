import type { GateVerdict, Tried } from './gate.js';

const WIDTHS = [3, 40, 17, 10, 8] as const;

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join(' ');
}

export const header = row(['', 'bug', 'setting', 'histories', 'seconds', 'found by']);

/** One line for a person. */
export function describeTried({ bug, name, setting, histories, seconds, foundBy, first, ok }: Tried): string {
  const by = foundBy.length > 0 ? foundBy.join(', ') : bug === undefined ? 'nothing, as it has to be' : 'NOT FOUND';
  const line = row([bug === undefined ? '' : String(bug), name, setting, String(histories), seconds.toFixed(1), by]);
  return bug === undefined && !ok ? `${line}\n    ✗ ${first ?? 'too slow'}` : line;
}

export function describeGate({ ok, found, bugs, seconds, schedule }: GateVerdict): string {
  const controls = ok || found < bugs ? '' : '; but without a bug something was found, too';
  return `${ok ? 'PASS' : 'FAIL'}  ${found} of ${bugs} planted bugs found in ${Math.round(seconds)} s${controls}\n  schedule    ${schedule}\n`;
}
