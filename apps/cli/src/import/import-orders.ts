import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { purchaseCompleted } from '@perennial/contracts';
import { connectProducer, groupLag } from '@perennial/messaging';

import type { Platform } from '../platform/platform.js';
import { serviceNames } from '../platform/workspace.js';
import type { Screen } from '../screen/screen.js';
import { count, counted, progressLine } from '../screen/wording.js';
import type { ImportPlan } from './import-plan.js';
import { fitLifetimeValue } from './lifetime-value.js';
import { publishOrders } from './publish-orders.js';
import { summaryLines, summaryOf } from './summary.js';
import type { ImportSummary } from './summary.js';

const WRONG_ROWS_SHOWN = 20;
const LOOK_EVERY_MS = 250;
const RETRY_SUMMARY_MS = 1_000;

/**
 * Publishes a shop's order history, waits until all services have caught up, and says what the databases hold.
 *
 * @param seconds since the command was started
 */
export async function importOrders(
  plan: ImportPlan,
  platform: Platform,
  dataDir: string,
  screen: Screen,
  seconds: () => number,
): Promise<ImportSummary> {
  const producer = await connectProducer({ ...platform.cluster, clientId: 'perennial-import' });
  const wrongRowsFile = join(dataDir, 'logs', 'wrong-rows.txt');
  const startedAt = seconds();
  let shown = 0;
  screen.step(`Importing ${plan.file}`);
  const { orders, wrongRows, history } = await publishOrders({
    plan,
    producer,
    wrongRowsFile,
    onWrongRow: (line, reason) => {
      shown += 1;
      if (shown <= WRONG_ROWS_SHOWN) screen.line(`          line ${line}: ${reason}`);
    },
    onProgress: ({ bytesRead, orders: done }) =>
      screen.status(progressLine({ share: bytesRead / plan.bytes, done, seconds: seconds() - startedAt })),
  });
  await producer.disconnect();
  screen.endStatus();
  screen.step(`${counted(orders, 'order')} published`);
  if (wrongRows > 0) {
    const more = wrongRows > WRONG_ROWS_SHOWN ? `, of which the first ${WRONG_ROWS_SHOWN} stand above` : '';
    screen.trouble(`${counted(wrongRows, 'wrong row')} left out${more}; all are listed in ${wrongRowsFile}`);
  }

  await waitUntilApplied(platform, screen);
  screen.endStatus();
  screen.step('All services have caught up');
  const clv = fitLifetimeValue(history.table(plan.reading.digits));
  const summary = await summaryWhenAnswered(platform, clv, seconds);
  screen.line();
  for (const line of summaryLines(summary)) screen.line(line);
  screen.line(`  ${'seconds'.padEnd(20)}${String(summary.seconds).padStart(12)}`);
  screen.line();
  return summary;
}

/** Lag 0 of every service: applied and its answers published. */
async function waitUntilApplied({ cluster }: Platform, screen: Screen): Promise<void> {
  for (;;) {
    const behind = await Promise.all(serviceNames.map((group) => recordsBehind(cluster, group))).catch(
      () => undefined, // the broker is being restarted
    );
    if (behind?.every((lag) => lag === 0)) return;
    const who = serviceNames.flatMap((name, i) => {
      const lag = behind?.[i] ?? 0;
      return lag > 0 ? [`${name} ${count(lag)}`] : [];
    });
    screen.status(`Waiting for the services, still to apply: ${who.join(', ') || '…'}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function recordsBehind(cluster: Platform['cluster'], group: string): Promise<number> {
  const partitions = await groupLag({ ...cluster, group, topics: [purchaseCompleted.topic] });
  return partitions.reduce((sum, { lag }) => sum + Number(lag), 0);
}

/** A service that was just restarted may need a moment. */
async function summaryWhenAnswered(
  platform: Platform,
  clv: ImportSummary['clv'],
  seconds: () => number,
): Promise<ImportSummary> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await summaryOf(platform.urls, clv, seconds);
    } catch (error) {
      if (attempt === 30) throw error;
      await sleep(RETRY_SUMMARY_MS);
    }
  }
}
