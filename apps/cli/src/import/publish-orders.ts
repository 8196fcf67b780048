import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { encodeStructured, purchaseCompleted } from '@perennial/contracts';
import type { EventProducer } from '@perennial/messaging';

import type { ImportPlan } from './import-plan.js';
import { orderRows } from './order-rows.js';
import type { Order } from './order-rows.js';
import { PurchaseHistory } from './purchase-history.js';

export const IMPORT_SOURCE = '/perennial/import';

export interface Progress {
  readonly bytesRead: number;
  readonly orders: number;
  readonly wrongRows: number;
}

export interface PublishOptions {
  readonly plan: ImportPlan;
  readonly producer: Pick<EventProducer, 'send'>;
  /** Every wrong row is written here, one a line; the file is made with the first. */
  readonly wrongRowsFile: string;
  readonly onWrongRow: (line: number, reason: string) => void;
  readonly onProgress: (progress: Progress) => void;
}

const BATCH = 1_000;
const RETRY_MS = 1_000;
/** Small pieces, so that the share of the file that was read says how far the import is. */
const READ_BYTES = 16 * 1024;

/**
 * Publishes each row of the file as one order, in the order of the file. What the broker does not take is sent again
 * until it does: the ids make repetitions harmless.
 *
 * @returns the numbers, and what the models need of the history
 */
export async function publishOrders(
  options: PublishOptions,
): Promise<Progress & { readonly history: PurchaseHistory }> {
  const { plan, producer, onProgress } = options;
  const file = createReadStream(plan.file, { highWaterMark: READ_BYTES });
  const history = new PurchaseHistory(plan.clvCutoff);
  const wrongRows = new WrongRows(options.wrongRowsFile);
  let orders = 0;
  let batch: Order[] = [];
  let sending: Promise<void> = Promise.resolve();

  const progress = (): Progress => ({ bytesRead: file.bytesRead, orders, wrongRows: wrongRows.count });
  const flush = async () => {
    const records = batch.map((order) => recordOf(order, plan.reading.currency));
    batch = [];
    // One batch on its way while the next one is read.
    await sending;
    sending = sendSurely(producer, records);
    onProgress(progress());
  };

  for await (const row of orderRows(file, plan.reading)) {
    if (!row.ok) {
      await wrongRows.add(row.line, row.reason);
      options.onWrongRow(row.line, row.reason);
      continue;
    }
    orders += 1;
    history.add(row.order);
    batch.push(row.order);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  await sending;
  await wrongRows.close();
  onProgress(progress());
  return { ...progress(), history };
}

/** The purchase event of an order. */
export function recordOf(order: Order, currency: string) {
  const { id, customerId, at, totalMinor } = order;
  return encodeStructured({
    id,
    source: IMPORT_SOURCE,
    type: purchaseCompleted.type,
    time: new Date(at).toISOString(),
    subject: customerId,
    data: { orderId: id, customerId, currency, totalMinor },
  });
}

async function sendSurely(
  producer: Pick<EventProducer, 'send'>,
  records: Parameters<EventProducer['send']>[0],
): Promise<void> {
  for (;;) {
    try {
      return await producer.send(records);
    } catch {
      await sleep(RETRY_MS);
    }
  }
}

/** Keeps the wrong rows of a file of any size: on disk. */
class WrongRows {
  count = 0;
  private out: ReturnType<typeof createWriteStream> | undefined;

  constructor(private readonly file: string) {}

  async add(line: number, reason: string): Promise<void> {
    this.count += 1;
    this.out ??= createWriteStream(this.file, { mode: 0o600 });
    if (!this.out.write(`line ${line}: ${reason}\n`)) await once(this.out, 'drain');
  }

  async close(): Promise<void> {
    const { out } = this;
    if (out)
      await new Promise<void>((resolve, reject) =>
        out.end((error?: Error | null) => (error ? reject(error) : resolve())),
      );
  }
}
