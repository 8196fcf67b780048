import type { Arm } from '../arms/arm.js';
import { measure, type Measured } from '../world/measure.js';
import type { World } from '../world/world.js';

/** An arm on one load. */
export interface Contestant {
  readonly arm: Arm;
  /** How it is called in the report. */
  readonly name: string;
  readonly topicPrefix: string;
  /** Awards there are to be. */
  readonly awards: number;
  readonly longestSeconds: number;
}

export interface Contest {
  readonly title: string;
  /** Of each contestant, one measurement a round. */
  readonly results: readonly { readonly name: string; readonly says: string; readonly rounds: readonly Measured[] }[];
}

export interface Stage {
  readonly step: (text: string) => void;
}

/** All contestants, one after the other, round after round: A B C A B C. What changes on the machine meets all of them. */
export async function contest(
  world: World,
  title: string,
  contestants: readonly Contestant[],
  rounds: number,
  { step }: Stage,
): Promise<Contest> {
  const results = contestants.map(({ name, arm }) => ({ name, says: arm.says, rounds: [] as Measured[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const measured = await measure(world, contestant.arm, contestant);
      results[index]?.rounds.push(measured);
      const rate = Math.round(measured.eventsPerSecond).toLocaleString('en');
      const failed = measured.wrong === undefined ? '' : `; does not count: ${measured.wrong}`;
      step(`${title}, round ${round} of ${rounds}: ${contestant.name} ${rate} events a second${failed}`);
    }
  }
  return { title, results };
}
