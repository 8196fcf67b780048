import { customerErased, encodeStructured, isEvent } from '@perennial/contracts';

import type { Random } from '@perennial/testing';
import { badInput, badInputOf } from './bad-input.js';
import type { ChaosHistory } from './histories.js';

export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the key decides. */
  readonly partition?: number;
}

/** What is sent together. */
export interface Batch {
  /** Part of the whole time of load after which it is due, from 0 to 1; 1 is after the last fault. */
  readonly due: number;
  readonly records: readonly Outgoing[];
}

const PARTITIONS = 6;
const BATCH_RECORDS_MAX = 200;
/** Histories whose events are mixed with each other. */
const TOGETHER_MAX = 12;

/**
 * How all events of all histories arrive: mixed, in any order, some several times, some at a partition that is not their
 * key's, some long after the others, with bad input between them. Every history draws how likely all that is.
 *
 * @param now what the services take for now at the latest
 */
export function trafficOf(histories: readonly ChaosHistory[], random: Random, now: number): Batch[] {
  const batches: Batch[] = [];
  const late: Outgoing[] = [];
  for (let start = 0; start < histories.length;) {
    const together = histories.slice(start, start + random.between(1, TOGETHER_MAX));
    const records = together.flatMap((history) => arrivalsOf(history, random, late, now));
    const span = together.length / histories.length;
    const parts = inParts(random.shuffled(records), random);
    for (const [index, part] of parts.entries()) {
      batches.push({ due: start / histories.length + (index / parts.length) * span, records: part });
    }
    start += together.length;
  }
  for (const part of inParts(random.shuffled(late), random)) batches.push({ due: 1, records: part });
  return batches;
}

function arrivalsOf(history: ChaosHistory, random: Random, late: Outgoing[], now: number): Outgoing[] {
  const repeated = random.pick([0, 0.1, 0.3, 0.5]);
  const astray = random.pick([0, 0, 0.2, 1]);
  const held = random.pick([0, 0, 0.05, 0.3]);
  const bad = random.pick([0, 0, 0.02, 0.1]);
  const soon: Outgoing[] = [];
  for (const event of [...history.events, ...history.besides]) {
    const record = encodeStructured(event);
    do {
      const partition = random.chance(astray) ? { partition: random.between(0, PARTITIONS - 1) } : {};
      (random.chance(held) ? late : soon).push({ ...record, ...partition });
    } while (random.chance(repeated));
    if (isEvent(customerErased, event)) soon.push(badInputOf(event.data.customerId, now));
    if (random.chance(bad)) soon.push(badInput(`${history.name}-bad${soon.length}`, random, now));
  }
  return soon;
}

function inParts(records: readonly Outgoing[], random: Random): Outgoing[][] {
  const parts: Outgoing[][] = [];
  const size = random.pick([1, 10, 50, BATCH_RECORDS_MAX]);
  for (let start = 0; start < records.length; start += size) parts.push(records.slice(start, start + size));
  return parts;
}
