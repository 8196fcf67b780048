import { setTimeout as sleep } from 'node:timers/promises';

import { encodeStructured, purchaseCompleted } from '@perennial/contracts';
import { connectProducer, deleteRecords, endOffsets } from '@perennial/messaging';
import { buys } from '@perennial/oracle';

import { backlogOf } from './drain.js';
import { NOW_AT_START, type World } from './world.js';

const { topic } = purchaseCompleted;
const PARTITION = 0;
const SENT = 6;
const DELETED = 4;
const HALT_MS = 30_000;
const DAY = 86_400_000;

/**
 * While no ledger runs, records arrive and some of them are deleted before anybody has read them. Whoever starts then
 * has to halt the partition and to say what is missing. Everything has come to rest before.
 *
 * @returns what was wrong
 */
export async function cutLog(world: World): Promise<string[]> {
  for (const name of world.instancesOf('ledger')) await world.remove(name);
  const ends = await endOffsets(world.cluster, [topic]);
  const from = ends.find(({ partition }) => partition === PARTITION)?.end ?? 0n;
  const producer = await connectProducer({ ...world.cluster, clientId: 'chaos' });
  const records = Array.from({ length: SENT }, (_, index) =>
    encodeStructured(buys('cut-ann', `cut-order${index}`, NOW_AT_START - DAY, 5_000)),
  );
  await producer.send(records.map((record) => ({ ...record, partition: PARTITION })));
  await producer.disconnect();
  await deleteRecords(world.cluster, { topic, partition: PARTITION }, from + BigInt(DELETED));
  const name = await world.add('ledger');
  const last = from + BigInt(DELETED) - 1n;
  const halt = `${topic}/${PARTITION} is halted, LOG_TRUNCATED: offsets ${from} to ${last} were deleted`;
  const until = performance.now() + HALT_MS;
  for (;;) {
    const reasons = await world.process(name).notReadyFor();
    if (reasons?.some((reason) => reason.startsWith(halt))) return [];
    const { lag } = await backlogOf(world);
    if (lag === 0 || performance.now() > until)
      return [
        `offsets ${from} to ${last} of ${topic}/${PARTITION} were deleted unread, and the ledger does not halt there; ${lag} records wait, and it says ${JSON.stringify(reasons)}`,
      ];
    await sleep(200);
  }
}
