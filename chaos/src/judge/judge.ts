import { payloadDigest } from '@perennial/contracts';
import type { RateChange } from '@perennial/oracle';
import { Database } from '@perennial/persistence';

import type { AnsweredDecision } from '../load/decisions.js';
import type { ChaosHistory } from '../load/histories.js';
import type { ProgrammeName } from '../options.js';
import type { Progress } from '../progress.js';
import { consumedBy } from '../topics.js';
import type { World } from '../world.js';
import { fatesOf, type Fates } from './accepted.js';
import { auditAll, type Audits } from './audits.js';
import { decidedBy, readKeptDecisions, type Decided } from './decided.js';
import { compareMembers, type Comparison } from './members.js';
import { messagesOf, type Messages } from './messages.js';
import { judgeOthers } from './other-services.js';
import { rememberedIn } from './forgotten.js';
import { canBeRefused } from './refusals.js';
import { scarceContradictions } from './scarce.js';

/** What was given to the services, as far as we know. */
export interface Given {
  readonly programme: ProgrammeName;
  readonly histories: readonly ChaosHistory[];
  readonly answered: readonly AnsweredDecision[];
  readonly rateChanges: readonly RateChange[];
  /** Nothing was killed, frozen or cut off. */
  readonly undisturbed: boolean;
}

export interface Judgement {
  readonly fates: Fates;
  readonly decided: Decided;
  readonly comparison: Comparison;
  readonly messages: Messages;
  /** What campaign and metrics say that cannot be. */
  readonly others: readonly string[];
  /** Good events that were refused for no reason, or are in no topic. */
  readonly missing: readonly string[];
  /** More was given of something than there is of it. */
  readonly scarce: readonly string[];
  /** Who was forgotten and is named. */
  readonly remembered: readonly string[];
  readonly audits: Audits;
}

/** Holds everything the services say and keep against what they were given. They have come to rest. */
export async function judge(world: World, given: Given, progress: Progress): Promise<Judgement> {
  const { histories, programme, answered, rateChanges, undisturbed } = given;
  progress.step('Asking what became of every record');
  const db = await Database.connect({ url: world.databaseUrl('ledger'), applicationName: 'chaos', poolSize: 1 });
  try {
    const fates = await fatesOf(db, world.cluster, consumedBy.ledger, new Date(world.now()));
    const decided = decidedBy(answered, await readKeptDecisions(db));
    progress.step('Comparing every member with the oracle');
    const comparison = await compareMembers(
      {
        programme,
        histories,
        url: world.process('ledger').url,
        accepted: fates.accepted,
        decisions: decided.byHistory,
        rateChanges,
      },
      (done) => progress.status(`${done} of ${histories.length} histories compared`),
    );
    progress.step('Reading everything that was published');
    const messages = await messagesOf(world.cluster, undisturbed);
    const others = await judgeOthers(world, programme, histories, messages);
    progress.step('Checking what has to hold of every service');
    const audits = await auditAll(world);
    const remembered = await rememberedIn(db, fates.accepted.values());
    const scarce = scarceContradictions(programme, answered);
    return {
      fates,
      decided,
      comparison,
      messages,
      others,
      scarce,
      remembered,
      audits,
      missing: missingOf(histories, fates),
    };
  } finally {
    await db.close();
  }
}

/** Everything was acknowledged by the broker, and every good event is either accepted or refused for something in its history. */
export function missingOf(
  histories: readonly ChaosHistory[],
  { refused, seen }: Pick<Fates, 'refused' | 'seen'>,
): string[] {
  const byName = new Map(histories.map((history) => [history.name, history.events]));
  const lost = histories.flatMap(({ events }) => events.filter((event) => !seen.has(payloadDigest(event))));
  const wrong = refused.filter((one) => !canBeRefused(one, byName.get(nameOf(one.event.id)) ?? []));
  return [
    ...lost.map(({ source, id }) => `${source} ${id} was acknowledged, and is in no topic`),
    ...wrong.map(
      ({ event, reason }) => `${event.source} ${event.id} was refused for ${reason}, and nothing gives reason to`,
    ),
  ];
}

/** Of the history: what every id in it begins with. */
const nameOf = (id: string): string => id.slice(0, id.indexOf('-'));
