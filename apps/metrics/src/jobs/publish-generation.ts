import { writeOutbox } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { calendarDay } from '../domain/calendar-day.js';
import { project } from '../domain/projection.js';
import { projectionOfGeneration } from '../handlers/projection-message.js';
import { generationName } from '../store/generation-name.js';
import { findModels } from '../store/queries/find-models.js';
import { findUnpublishedGeneration } from '../store/queries/find-unpublished-generation.js';
import { listHistories } from '../store/queries/list-histories.js';
import { lockNextCustomers } from '../store/queries/lock-next-customers.js';
import { movePublishedUntil } from '../store/queries/move-published-until.js';

/** Customers of one transaction: they are locked meanwhile, and chunks that name them wait. */
const BATCH = 500;

/**
 * Sends the next customers their projections by the newest models, so that the compacted topic comes to hold one
 * generation. How far it got is written in the same transaction: it goes on there after a stop, and nobody is left out.
 *
 * @returns whether there is more to send
 */
export async function publishNextBatch(
  db: Database,
  { now, timeZone, source }: { readonly now: Date; readonly timeZone: string; readonly source: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const generation = await findUnpublishedGeneration(tx);
    if (!generation) return false;
    const customerIds = await lockNextCustomers(tx, generation.publishedUntil, BATCH);
    const last = customerIds.length < BATCH ? undefined : customerIds.at(-1);
    const name = generationName(generation.generation);
    const models = await findModels(tx);
    const areNewer = [...models.values()].some(({ version }) => version !== name);
    if (areNewer || !(await movePublishedUntil(tx, generation, last))) return true;

    const histories = await listHistories(tx, customerIds);
    const today = calendarDay(now.getTime(), timeZone);
    const messages = [...histories].map(([customerId, ofCustomer]) =>
      projectionOfGeneration(name, generation.fittedAt, project(customerId, ofCustomer, models, today)),
    );
    await writeOutbox(tx, messages, source);
    return last !== undefined;
  });
}
