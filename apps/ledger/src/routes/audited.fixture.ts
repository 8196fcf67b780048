import type { Envelope } from '@perennial/contracts';

import type { CommandsRig } from '../commands/commands-rig.fixture.js';
import { computedAgain, saysItsAmount } from '../domain/explain/computed-again.fixture.js';
import type { Explained } from './explaining.fixture.js';

type Line = Explained['rules'][number];

/** An explanation over HTTP, after every number in it was computed again from nothing but the answer. */
export async function audited(
  rig: CommandsRig,
  customerId: string,
  { source, id }: Pick<Envelope, 'source' | 'id'>,
): Promise<Explained> {
  const { status, body } = await rig.get(`members/${customerId}/explain/${encodeURIComponent(source)}/${id}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  const answer = body as unknown as Explained;
  for (const line of [...answer.rules, ...(answer.atFirst ?? [])]) recompute(line);
  for (const { booked, bookedBesides, before, after } of answer.changed) {
    expect((after?.points ?? NaN) - (before?.points ?? NaN)).toBe(booked + bookedBesides);
    for (const { points, lines } of [before, after].flatMap((each) => each ?? [])) {
      for (const line of lines) recompute(line);
      expect(lines.reduce((sum, line) => sum + signed(line), 0)).toBe(points);
    }
  }
  for (const { kind, rule, thing } of answer.transfers.filter(({ points }) => points !== 0)) {
    if (kind === 'transfer') continue;
    const told = [...answer.rules, ...(answer.atFirst ?? []), ...answer.changed];
    expect(told.map((each) => [each.rule, each.thing])).toContainEqual([rule, thing]);
  }
  drawnInOrder(answer);
  return answer;
}

function recompute(line: Line): void {
  if ('cancelled' in line.inputs && line.result !== 'given-back') return;
  expect({ ...line, points: line.points ?? 0 }).toEqual({ ...line, points: computedAgain(line) });
  expect({ line, says: saysItsAmount(line.inputs) }).toEqual({ line, says: true });
}

function signed({ result, points = 0 }: Line): number {
  return ['taken-back', 'redeemed', 'moved-out'].includes(result) ? -points : points;
}

/** What was redeemed or reserved came from own lots first, and each time from what expires soonest, until it sufficed. */
function drawnInOrder({ rules, drawn }: Explained): void {
  const wanted = rules.find(({ result }) => result === 'redeemed' || result === 'reserved');
  let left = Number(wanted?.inputs['fromLots'] ?? 0);
  if (!wanted || drawn.length === 0) return;
  const rank = ({ own, expiresAt = '9999' }: (typeof drawn)[number]) => `${own ? 0 : 1} ${expiresAt}`;
  expect(drawn.map(rank)).toEqual(drawn.map(rank).sort());
  for (const { had = 0, taken } of drawn) {
    expect(taken).toBe(Math.min(had, left));
    left -= taken;
  }
  expect(left).toBe(0);
}
