import type { Envelope } from '@perennial/contracts';
import { rehearse, type ChunkHandler, type Rehearsal } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';
import { sinceAlways, type Programme, type ProgrammeHistory } from '@perennial/programme';

import { namedThings } from '../domain/chunk/named-things.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { LedgerChunkHandler } from '../handlers/chunk.handler.js';
import { open } from '../store/ledger.store.js';
import { lockReferralGraph } from '../store/queries/lock-referral-graph.js';
import type { ProgrammeStore } from './programme.store.js';
import { refoldMembers } from './refold-members.js';

/** Nobody is kept waiting for something that does not happen. */
const TIMING = /* sql */ `
  select set_config('lock_timeout', '2000', true), set_config('statement_timeout', '10000', true)`;

/** Carries what was found out of a transaction that must not be committed. */
class RolledBack<Found> extends Error {
  constructor(readonly found: Found) {
    super('a simulation is rolled back');
  }
}

/**
 * Has an event handled by the very handler of delivered ones, looks at what has become of everything, and undoes it all.
 *
 * @param value   the CloudEvent as JSON
 * @param instead of the programme in force: in force since always, as far as this event and the members it names go
 * @param look    sees the database as it would be
 */
export async function simulateEvent<Found>(
  db: Database,
  store: ProgrammeStore,
  { value, now, instead }: { readonly value: Buffer; readonly now: Date; readonly instead?: Programme | undefined },
  look: (tx: Tx, programmes: ProgrammeHistory, rehearsal: Rehearsal) => Promise<Found>,
): Promise<Found> {
  try {
    return await db.transaction(async (tx) => {
      await tx.query(TIMING);
      const inForce = await store.inForce(tx);
      const programmes = instead ? sinceAlways(instead) : inForce;
      const real = new LedgerChunkHandler({ inForce: async () => programmes });
      const handler = instead ? afterRefolding(real, programmes) : real;
      const rehearsal = await rehearse(tx, value, { handler, now });
      throw new RolledBack(await look(tx, programmes, rehearsal));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.found as Found;
    throw error;
  }
}

/** What was decided by the programme in force is decided anew first, so that the event changes nothing but its own. */
function afterRefolding(real: ChunkHandler, programmes: ProgrammeHistory): ChunkHandler {
  return {
    async handle(events, tx, chunk) {
      // The handler opens them again, and is to find nothing told.
      const { sales, ...named } = namedThings(events);
      const untold = sales.map(({ thing, customerId }) => ({ thing, customerId }));
      const { wanted } = await open(tx, { ...named, sales: untold });
      // Before members, as everybody does; the event may need it after they have been folded again.
      await lockReferralGraph(tx);
      const { now } = chunk;
      const [cause] = events.map(({ at, time }): Envelope => ({ ...SIMULATION, at, time }));
      if (cause) await refoldMembers(tx, programmes, [...wanted.members], { cause, now });
      return real.handle(events, tx, chunk);
    },
    forgottenAmong: (customerIds, tx) => real.forgottenAmong(customerIds, tx),
  };
}

const SIMULATION = { source: LEDGER_SOURCE, id: 'simulation', type: 'ledger.simulation', data: {} };
