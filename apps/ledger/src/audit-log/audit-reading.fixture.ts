import type { CommandsRig } from '../commands/commands-rig.fixture.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';

/** An entry as `GET /v1/audit` lists it. */
export interface Item {
  readonly number: number;
  readonly action: string;
  readonly actor?: string;
  readonly at: string;
  readonly thing: string;
  readonly members: readonly { readonly account: string; readonly customerId?: string }[];
  readonly before?: object;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Ways for specs to look into the audit log. @param rig the one that is there when they are used */
export function auditReading(rig: () => CommandsRig) {
  const audit = async (query = '') =>
    (await rig().get(`audit${query}`)).body as unknown as {
      readonly items: readonly Item[];
      readonly nextCursor: string | null;
    };
  return {
    audit,
    /** The newest entry. */
    newest: async () => (await audit('?limit=1')).items[0]!,
    /** The whole table, as text. */
    dump: async () => JSON.stringify(await rig().database.db.query('select a::text as row from audit_entry a')),
    verifies: async () => expect((await verifySeals(rig().database.db, new Map())).firstDifference).toBeUndefined(),
  };
}
