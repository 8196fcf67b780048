import { join } from 'node:path';

import { rewardIssued } from '@perennial/contracts';
import { connectProducer } from '@perennial/messaging';
import { EmbeddedStack, type StackDocument } from '@perennial/stack';
import { Kafka, logLevel } from 'kafkajs';

import { purchases } from '../load/purchases.js';
import { compiled, PlatformRun } from '../world/platform-run.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Sheet, type SheetRound } from './sheet.js';

const COLUMNS = ['first award s', 'servers s', 'databases s', 'services s', 'award s'];

/** (f) From `npm start` to the first award, on an empty folder and again on the same. */
export async function coldStart(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  await compiled();
  return sheet(
    {
      title: 'f cold start',
      columns: COLUMNS,
      notes: [
        'From npm start until both servers run, then until databases and topics are made, then until all three services are',
        'ready, then from a purchase to its award in the topic; "first award" is the sum. Another idle Kafka and Postgres run beside.',
      ],
    },
    [
      {
        lines: [
          {
            name: 'empty folder',
            says: 'npm start -- --no-demo on a folder that does not exist, everything compiled before',
          },
          { name: 'again', says: 'the same on the folder of before' },
        ],
        measure: (round) => measured(join(world.directory, `cold-${round}`)),
      },
    ],
    quick ? 1 : 3,
    stage,
  );
}

async function measured(dataDir: string): Promise<readonly SheetRound[]> {
  // One customer, so that the second award is counted on the first.
  const plan = { events: 2, members: 1, zipfExponent: 0, duplicates: 0, late: 0, seed: 42, name: 'f' };
  const rounds: SheetRound[] = [];
  try {
    for (const [index, purchase] of [...purchases(plan)].entries()) {
      const platform = PlatformRun.start(dataDir);
      try {
        rounds.push(await firstAward(platform, purchase, index + 1));
      } finally {
        await platform.stop();
      }
    }
  } finally {
    await EmbeddedStack.discard(dataDir);
  }
  return rounds;
}

async function firstAward(
  platform: PlatformRun,
  purchase: Parameters<Awaited<ReturnType<typeof connectProducer>>['send']>[0][number],
  wanted: number,
): Promise<SheetRound> {
  const servers = await platform.until(({ kafka, postgres }) => (kafka && postgres ? kafka.brokers : undefined));
  const services = await platform.until(({ services: running }) => running?.['ledger']);
  const producer = await connectProducer({ brokers: servers.found });
  const kafka = new Kafka({ brokers: [...servers.found], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ready = await platform.until(allReady);
    await producer.send([purchase]);
    const awards = async () => {
      const offsets = await admin.fetchTopicOffsets(rewardIssued.topic);
      const published = offsets.reduce((sum, { high }) => sum + Number(high), 0);
      return published >= wanted ? published : undefined;
    };
    const award = await platform.until(awards);
    const member = await fetch(`${services.found.url}/v1/members/${String(purchase.key)}/statement`);
    const { items = [] } = (await member.json()) as { items?: unknown[] };
    const figures = {
      'first award s': award.seconds,
      'servers s': servers.seconds,
      'databases s': services.seconds - servers.seconds,
      'services s': ready.seconds - services.seconds,
      'award s': award.seconds - ready.seconds,
    };
    if (award.found === wanted && items.length === wanted) return { figures };
    return { figures, wrong: `${award.found} awards published and ${items.length} stated instead of ${wanted}` };
  } finally {
    await producer.disconnect();
    await admin.disconnect();
  }
}

async function allReady({ services = {} }: StackDocument): Promise<true | undefined> {
  const running = Object.values(services);
  if (running.length < 3) return undefined;
  const answers = await Promise.all(
    running.map(({ url }) =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  );
  return answers.every(Boolean) || undefined;
}
