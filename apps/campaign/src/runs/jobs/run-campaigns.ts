import { canonicalJson } from '@perennial/contracts';
import { writeOutbox } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { CAMPAIGN_SOURCE } from '../../domain/campaign-source.js';
import { declareAudiences } from '../../audiences/queries/declare-audiences.js';
import { listComplete } from '../../audiences/queries/list-complete.js';
import { listMembersAt } from '../../audiences/queries/list-members-at.js';
import { listPersonsAfter } from '../../audiences/queries/list-persons-after.js';
import { DAY_MS } from '../../domain/day.js';
import { UNKNOWN_CUSTOMER } from '../../domain/features.js';
import {
  instantsDue,
  isScheduleCampaign,
  occasionOf,
  triggeredBySchedule,
  type ScheduleCampaign,
} from '../../domain/triggers/schedule.trigger.js';
import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { makeOffers } from '../../handlers/make-offers.js';
import { lockPersons } from '../../jobs/lock-persons.js';
import { listDecidedOccasions } from '../../store/queries/list-decided-occasions.js';
import { loadFeatures } from '../../store/queries/load-features.js';
import { findAdHocCampaign } from '../queries/ad-hoc-campaigns.js';
import { declareSchedules } from '../queries/declare-schedules.js';
import { enterRuns, listDueRuns, moveRun, type Run } from '../queries/runs.js';

/** Customers of one transaction: they are locked meanwhile, and chunks that name them wait. */
const BATCH = 500;

/**
 * Enters the instants of campaigns that have come, and decides about their customers, page by page, from where it was left. A page and how
 * far it is are one transaction: however often it breaks off, and however many do it at once, nobody is decided about twice or left out.
 *
 * @param goOn asked before each page
 * @returns how many customers were decided about
 */
export async function runCampaigns(
  db: Database,
  settings: CampaignSettings,
  now: Date,
  goOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  const { campaigns } = settings.programme;
  await declareAudiences(db, settings.programme, now);
  await enterDueInstants(db, settings.programme, now);
  let decided = 0;
  for (const run of await listDueRuns(db, now)) {
    const ofDocument = campaigns.filter(isScheduleCampaign).find(({ id }) => id === run.campaignId);
    const campaign = ofDocument ?? (await findAdHocCampaign(db, run.campaignId))?.campaign;
    if (!campaign || !(await isKnownWho(db, campaign))) continue;
    for (let rest: Run | undefined = run; rest && (await goOn());) {
      const page = await runOn(db, rest, campaign, { settings, now });
      decided += page.decided;
      rest = page.rest;
    }
  }
  return decided;
}

/** What passed while nobody ran is entered, too, as long as it may be answered; nothing of before the document had it. */
async function enterDueInstants(db: Database, programme: Programme, now: Date): Promise<void> {
  const { campaigns, timeZone, version, maxReactionAgeDays } = programme;
  const scheduled = campaigns.filter(isScheduleCampaign);
  const schedules = scheduled.map(({ id: campaignId, trigger: { at = [], cron = null } }) => ({
    campaignId,
    schedule: canonicalJson({ at, cron }),
  }));
  await db.transaction(async (tx) => {
    const known = await declareSchedules(tx, schedules, version, now);
    const answered = now.getTime() - maxReactionAgeDays * DAY_MS + 1;
    const runs = scheduled.flatMap((campaign) => {
      const { since, last } = known.get(campaign.id) ?? { since: now, last: undefined };
      const from = Math.max(since.getTime(), answered, last === undefined ? 0 : last.getTime() + 1);
      return instantsDue(campaign, { from, now: now.getTime(), timeZone }).map((at) => ({
        ...{ campaignId: campaign.id, dueAt: new Date(at) },
      }));
    });
    await enterRuns(tx, runs);
  });
}

/** An audience of which not everybody has been asked is waited for. */
async function isKnownWho(db: Database, { trigger: { audience } }: ScheduleCampaign): Promise<boolean> {
  return audience === undefined || (await listComplete(db)).has(audience);
}

/** @returns what is left of the run; nothing when it is over, or another instance goes on with it */
async function runOn(
  db: Database,
  run: Run,
  campaign: ScheduleCampaign,
  { settings, now }: { readonly settings: CampaignSettings; readonly now: Date },
): Promise<{ readonly rest: Run | undefined; readonly decided: number }> {
  const { trigger } = campaign;
  const page =
    trigger.audience === undefined
      ? await listPersonsAfter(db, run.cursor, BATCH)
      : await listMembersAt(db, trigger.audience, run.dueAt, { after: run.cursor, limit: BATCH });
  return db.transaction(async (tx) => {
    const { persons, candidates, features } = await candidatesOf(tx, run, campaign, page);
    // Of those who are locked: a place must not name somebody who is forgotten meanwhile.
    const cursor = page.length < BATCH ? undefined : (persons.at(-1) ?? run.cursor);
    const step = { cursor, lookedAt: persons.length, decided: candidates.length, now };
    if (!(await moveRun(tx, run, step))) return { rest: undefined, decided: 0 };
    const messages = await makeOffers(tx, candidates, features, { ...settings, now });
    await writeOutbox(tx, messages, CAMPAIGN_SOURCE);
    return { rest: cursor === undefined ? undefined : { ...run, cursor }, decided: candidates.length };
  });
}

async function candidatesOf(tx: Tx, { dueAt }: Run, campaign: ScheduleCampaign, page: readonly string[]) {
  const persons = await lockPersons(tx, page);
  const decided = await listDecidedOccasions(tx, persons, campaign.id, occasionOf(dueAt));
  const features = await loadFeatures(tx, persons);
  const instant = { dueAt, source: CAMPAIGN_SOURCE };
  const candidates = persons
    .flatMap((person) => triggeredBySchedule(campaign, person, features.get(person) ?? UNKNOWN_CUSTOMER, instant) ?? [])
    .filter(({ customerId }) => !decided.has(customerId));
  return { persons, features, candidates };
}
