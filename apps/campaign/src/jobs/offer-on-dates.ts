import { writeOutbox } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import type { Candidate } from '../domain/candidate.js';
import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../domain/features.js';
import {
  daysToLookAt,
  isDateCampaign,
  triggeredByDateStill,
  type DateCampaign,
  type Today,
} from '../domain/triggers/date.trigger.js';
import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { makeOffers } from '../handlers/make-offers.js';
import { listDecidedOccasions } from '../store/queries/list-decided-occasions.js';
import { listDatedCustomers } from '../store/queries/list-dated-customers.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { lockPersons } from './lock-persons.js';

/** Customers of one transaction: they are locked meanwhile, and chunks that name them wait. */
const BATCH = 500;
/** What was decided longer ago than any date's days last is about another year. */
const ANOTHER_YEAR_MS = 200 * 86_400_000;

/**
 * Makes the offers of all campaigns whose customers have a date now. What is due follows from the clock and from what is stored:
 * whoever was decided about is left out, so it does not matter how often it is done, nor when it was done last.
 *
 * @param goOn asked before each batch
 * @returns how many customers were decided about
 */
export async function offerOnDates(
  db: Database,
  settings: CampaignSettings,
  now: Date,
  goOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  const { campaigns, timeZone, maxReactionAgeDays } = settings.programme;
  const today: Today = { now: now.getTime(), timeZone, source: CAMPAIGN_SOURCE, maxReactionAgeDays };
  const decidedSince = new Date(today.now - ANOTHER_YEAR_MS);
  const triedSince = new Date(today.now - DAY_MS);
  let decided = 0;
  for (const campaign of campaigns.filter(isDateCampaign)) {
    const days = daysToLookAt(campaign, today);
    for (let after = ''; await goOn();) {
      const dated = await listDatedCustomers(db, campaign, days, { after, decidedSince, triedSince, limit: BATCH });
      decided += await offerTo(db, dated, campaign, { settings, today });
      const last = dated.at(-1);
      if (last === undefined || dated.length < BATCH) break;
      after = last;
    }
  }
  return decided;
}

async function offerTo(
  db: Database,
  dated: readonly string[],
  campaign: DateCampaign,
  { settings, today }: { readonly settings: CampaignSettings; readonly today: Today },
): Promise<number> {
  // Most have their date tomorrow, or yesterday in another time zone: nobody is locked, and no chunk waits, to find that out.
  const due = (await findDue(db, dated, campaign, today)).candidates.map(({ customerId }) => customerId);
  if (due.length === 0) return 0;
  return db.transaction(async (tx) => {
    const persons = await lockPersons(tx, due);
    // Another instance may have been faster, or the date has changed within its year; now that they are locked, neither can any more.
    const { candidates, features } = await findDue(tx, persons, campaign, today);
    const messages = await makeOffers(tx, candidates, features, { ...settings, now: new Date(today.now) });
    await writeOutbox(tx, messages, CAMPAIGN_SOURCE);
    return candidates.length;
  });
}

async function findDue(
  tx: Tx,
  persons: readonly string[],
  campaign: DateCampaign,
  today: Today,
): Promise<{ readonly candidates: readonly Candidate[]; readonly features: ReadonlyMap<string, CustomerFeatures> }> {
  const decidedBy = await listDecidedOccasions(tx, persons, campaign.id);
  const features = await loadFeatures(tx, persons);
  const candidates = persons.flatMap((person) => {
    const known = { features: features.get(person) ?? UNKNOWN_CUSTOMER, decided: decidedBy.get(person) ?? [] };
    return triggeredByDateStill(campaign, person, known, today) ?? [];
  });
  return { candidates, features };
}
