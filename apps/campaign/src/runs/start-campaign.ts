import type { Tx } from '@perennial/persistence';
import {
  accessWindowsOf,
  audienceMistakes,
  costMistakes,
  invitationMistakes,
  type Campaign,
  type Programme,
} from '@perennial/programme';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';
import { parseInstant } from '@perennial/contracts';

import { declareAudiences } from '../audiences/queries/declare-audiences.js';
import { isScheduleCampaign, occasionOf, type ScheduleCampaign } from '../domain/triggers/schedule.trigger.js';
import { holdActor } from '../store/hold-actor.js';
import { insertAdHocCampaign } from './queries/ad-hoc-campaigns.js';
import { enterRuns } from './queries/runs.js';

/** No name of the document has a dot: so no campaign of it, now or later, has the id of one that is ad hoc. */
const PREFIX = 'ad-hoc.';

export interface StartScope {
  readonly tx: Tx;
  readonly clock: Clock;
  readonly programme: Programme;
  readonly actor: string;
}

/**
 * Accepts a campaign that stands in no document: it runs once, at its instant or at once.
 *
 * @throws ProblemError INVALID_REQUEST (400) for an audience that is not there, points that cost nobody knows what, an invitation to nothing and an instant that has passed, FORGOTTEN_PERSON (403),
 *   CAMPAIGN_TAKEN (409)
 */
export async function startCampaign(
  { tx, clock, programme, actor }: StartScope,
  wanted: Campaign,
): Promise<CommandResult> {
  await holdActor(tx, actor);
  const now = clock();
  const { campaign, dueAt } = adHoc(wanted, programme, now);
  const acceptance = { programmeVersion: programme.version, actor, at: now };
  if (!(await insertAdHocCampaign(tx, campaign, acceptance))) {
    const detail = `There is an ad-hoc campaign ${wanted.id} already: each has an id of its own, for ever.`;
    throw new ProblemError(409, 'CAMPAIGN_TAKEN', detail, { campaignId: campaign.id });
  }
  // Before the instant, so that whoever is found in a new audience was in it then.
  await declareAudiences(tx, programme, now);
  await enterRuns(tx, [{ campaignId: campaign.id, dueAt }]);
  return {
    status: 201,
    body: { campaignId: campaign.id, dueAt: dueAt.toISOString(), programmeVersion: programme.version },
  };
}

function adHoc(
  wanted: Campaign,
  programme: Programme,
  now: Date,
): { readonly campaign: ScheduleCampaign; readonly dueAt: Date } {
  const { audiences, offers } = programme;
  const ids = audiences.map(({ id }) => id);
  const mistakes = [
    ...audienceMistakes(wanted, ids),
    ...costMistakes(wanted, offers),
    ...invitationMistakes(wanted, accessWindowsOf(programme)),
  ];
  const campaign = { ...wanted, id: `${PREFIX}${wanted.id}` };
  // The form of the request has seen to it.
  if (!isScheduleCampaign(campaign)) throw new TypeError(`${wanted.id} is no campaign of a schedule`);
  const [instant] = campaign.trigger.at ?? [];
  const dueAt = instant === undefined ? now : new Date(parseInstant(instant) ?? NaN);
  const passed = `must not be before now, which is ${now.toISOString()}; without it, the campaign runs at once`;
  const errors = [
    ...mistakes.map(({ path, message }) => ({ pointer: `#/${path.join('/')}`, message })),
    ...(dueAt < now ? [{ pointer: '#/trigger/at/0', message: passed }] : []),
  ];
  if (errors.length > 0) throw new ProblemError(400, 'INVALID_REQUEST', 'The campaign cannot be run so.', { errors });
  return { campaign: { ...campaign, trigger: { ...campaign.trigger, at: [occasionOf(dueAt)] } }, dueAt };
}
