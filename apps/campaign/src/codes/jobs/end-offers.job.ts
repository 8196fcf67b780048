import { writeOutbox, type Delivery, type Log } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../../domain/campaign-source.js';
import { DAY_MS } from '../../domain/day.js';
import { settleNextMultipliers } from '../../multipliers/settle-multipliers.js';
import { settleOffers, type OfferSettlement } from '../../store/settle-offers.js';
import { offerExpiredMessage } from '../offer-outcome-messages.js';
import { endOffers, type EndedOffer } from '../queries/end-offers.js';
import { listActiveUses } from '../queries/list-active-uses.js';
import { listEndedCodeless } from '../queries/list-ended-codeless.js';

const PATTERN = '*/10 * * * * *';
/** Much longer than a batch takes. */
const LEASE_SECONDS = 60;
const BATCH = 1_000;

/**
 * Ends the offers whose codes were not used in time, and those without a code whose time is over, and tells of them: of those that ended less than `maxReactionAgeDays` ago,
 * as nobody is to hear of the others after a long downtime or a backfill.
 */
export function endOffersJob(
  db: Database,
  clock: Clock,
  log: Log,
  { delivery, maxReactionAgeDays }: { delivery: Pick<Delivery, 'wakePublisher'>; maxReactionAgeDays: number },
): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'end-offers',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      while (!stop.aborted && (await prolong())) {
        const ended = await endNextOffers(db, clock(), maxReactionAgeDays);
        const settled = await settleNextMultipliers(db, clock(), { maxReactionAgeDays, most: BATCH });
        if (ended + settled > 0) delivery.wakePublisher();
        if (ended < BATCH && settled < BATCH) return;
      }
    },
  });
}

async function settlementsOf(tx: Tx, ended: readonly EndedOffer[]): Promise<OfferSettlement[]> {
  const uses = await listActiveUses(
    tx,
    ended.flatMap(({ usedWith }) => usedWith ?? []),
  );
  return ended.flatMap(({ offerId, customerId, usedWith }): OfferSettlement[] => {
    if (usedWith === undefined) return [{ offerId, customerId, outcome: 'expired' }];
    const use = uses.get(usedWith);
    return use
      ? [
          {
            offerId,
            customerId,
            outcome: 'over',
            spentMinor: use.discountMinor + use.shippingMinor,
            currency: use.currency,
          },
        ]
      : [];
  });
}

/** @returns how many have ended, used or not */
export async function endNextOffers(db: Database, asOf: Date, maxReactionAgeDays: number): Promise<number> {
  return db.transaction(async (tx) => {
    const withCodes = await endOffers(tx, asOf, BATCH);
    const ended = [...withCodes, ...(await listEndedCodeless(tx, asOf, BATCH - withCodes.length))];
    const unused = ended.filter(({ usedWith }) => usedWith === undefined);
    await settleOffers(tx, await settlementsOf(tx, ended), asOf);
    const oldest = asOf.getTime() - maxReactionAgeDays * DAY_MS;
    const told = unused.filter(({ endedAt }) => endedAt.getTime() > oldest);
    await writeOutbox(
      tx,
      told.map((offer) => offerExpiredMessage(offer, offer.endedAt)),
      CAMPAIGN_SOURCE,
    );
    return ended.length;
  });
}
