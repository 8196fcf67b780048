import { writeOutbox } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { CAMPAIGN_SOURCE } from '../../domain/campaign-source.js';
import { UNKNOWN_CUSTOMER } from '../../domain/features.js';
import { lockPersons } from '../../jobs/lock-persons.js';
import { loadFeatures } from '../../store/queries/load-features.js';
import { membershipChanges, toldOf } from '../domain/membership.js';
import { keepChanges } from '../keep-changes.js';
import { declareAudiences } from '../queries/declare-audiences.js';
import { listToTell } from '../queries/list-to-tell.js';
import { loadMemberships } from '../queries/load-memberships.js';
import { listPersonsAfter } from '../queries/list-persons-after.js';
import { listWalks, moveWalk, type Walk } from '../queries/walks.js';

/** Customers of one transaction: they are locked meanwhile, and chunks that name them wait. */
const BATCH = 500;

/**
 * Asks everybody about audiences that are new, changed or gone in the programme document, page by page, from where it was left; and
 * publishes what became of memberships without being news. What is due follows from what is stored: it does not matter how often it is
 * done, nor that two do it.
 *
 * @param goOn asked before each page
 * @returns of how many customers something was published
 */
export async function keepAudiences(
  db: Database,
  programme: Programme,
  now: Date,
  goOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  await declareAudiences(db, programme, now);
  for (const walk of await listWalks(db)) {
    for (let rest: Walk | undefined = walk; rest && (await goOn());)
      rest = await walkOn(db, rest, programme.version, now);
  }
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined && (await goOn());) {
    const due = await listToTell(db, { after, now, limit: BATCH });
    if (due.length > 0) await tell(db, due, programme.version, now);
    told += due.length;
    after = due.length < BATCH ? undefined : due.at(-1);
  }
  return told;
}

/** @returns what is left of the walk; undefined when it is over, or another instance goes on with it */
async function walkOn(db: Database, walk: Walk, programmeVersion: number, now: Date): Promise<Walk | undefined> {
  const asked = await listPersonsAfter(db, walk.cursor, BATCH);
  return db.transaction(async (tx) => {
    const persons = await lockPersons(tx, asked);
    // Of those who are locked: a place must not name somebody who is forgotten meanwhile.
    const cursor = asked.length < BATCH ? undefined : (persons.at(-1) ?? walk.cursor);
    if (!(await moveWalk(tx, walk, cursor))) return undefined;
    const features = await loadFeatures(tx, persons);
    const memberships = await loadMemberships(tx, persons);
    const clock = { at: walk.since.getTime(), tell: now.getTime() };
    const changes = persons.flatMap((customerId) => {
      const known = features.get(customerId) ?? UNKNOWN_CUSTOMER;
      return membershipChanges(
        walk.audiences,
        { customerId, features: known, known: memberships.get(customerId) ?? [] },
        clock,
      ).map((change) => ({ change, why: { lateAt: clock.tell } }));
    });
    await keepChanges(tx, changes, programmeVersion);
    return cursor === undefined ? undefined : { ...walk, cursor };
  });
}

async function tell(db: Database, due: readonly string[], programmeVersion: number, now: Date): Promise<void> {
  const lateAt = now.getTime();
  await db.transaction(async (tx) => {
    const memberships = await loadMemberships(tx, await lockPersons(tx, due));
    const changes = [...memberships.values()]
      .flat()
      .filter(({ tellAt }) => tellAt !== undefined && tellAt <= lateAt)
      .map((membership) => ({ change: toldOf(membership), why: { lateAt } }));
    await writeOutbox(tx, await keepChanges(tx, changes, programmeVersion), CAMPAIGN_SOURCE);
  });
}
