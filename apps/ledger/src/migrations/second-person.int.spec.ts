import { randomUUID } from 'node:crypto';

import type { Database } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { areOnePerson } from '../store/queries/are-one-person.js';
import { migrations } from './index.js';

const NO_SECOND_PERSON = { code: '23514' };
const NOTHING_TO_APPROVE = { code: '23502' };

describe('the second person of an adjustment, for whoever writes SQL as the service', () => {
  let fresh: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    fresh = await freshDatabase('ledger', migrations);
    db = fresh.db;
    await db.query(
      `insert into programme_version (version, programme_id, applied_at, document, approval_above_points)
       values (1, 'jeweller', now(), '', 501)`,
    );
  });
  afterAll(() => fresh?.drop());

  async function propose(proposedBy: string, needsApproval = true): Promise<string> {
    const adjustmentId = randomUUID();
    await db.query(
      `insert into adjustment (adjustment_id, account, bucket, kind, points, proposed_by, proposed_at, needs_approval)
       values ($1, gen_random_uuid(), 0, 'adjustment', 501, $2, now(), $3)`,
      [adjustmentId, proposedBy, needsApproval],
    );
    return adjustmentId;
  }
  const approve = (adjustmentId: string, proposedBy: string, approvedBy: string) =>
    db.query<{ proposed_by: string }>(
      `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
       values ($1, 0, $2, true, $3, now()) returning proposed_by`,
      [adjustmentId, proposedBy, approvedBy],
    );

  it('is not who proposed it, also when the approval names somebody else as that', async () => {
    const adjustmentId = await propose('zoe');
    await expect(approve(adjustmentId, 'zoe', 'zoe')).rejects.toMatchObject(NO_SECOND_PERSON);
    await expect(approve(adjustmentId, 'nobody', 'zoe')).rejects.toMatchObject(NO_SECOND_PERSON);
    await expect(approve(adjustmentId, 'zoe', ' Zoe ')).rejects.toMatchObject(NO_SECOND_PERSON);
  });

  it.each([
    ['with the accent as a character of its own', 'Ren\u00e9', 'Rene\u0301'],
    ['in capitals, accents too', 'Ren\u00e9', 'RENE\u0301'],
    ['in capitals that are two letters', 'Stra\u00dfe', 'STRASSE'],
    ['with a capital sharp s', 'Stra\u00dfe', 'STRA\u1e9eE'],
    ['with a capital sharp s, and with two letters', 'STRASSE', 'Stra\u1e9ee'],
    ['with an i that has no dot', 'Selin', 'Sel\u0131n'],
    ['with a tab before and a space behind that does not break', 'zoe', '\tzoe\u00a0'],
    ['in wide letters', 'zoe', '\uff5a\uff4f\uff45'],
    ['with what has no width', 'zoe', 'z\u200boe\ufeff'],
  ])('is not who proposed it %s, for the table and for the service', async (_how, proposedBy, approvedBy) => {
    await expect(approve(await propose(proposedBy), '', approvedBy)).rejects.toMatchObject(NO_SECOND_PERSON);
    expect(await areOnePerson(db, proposedBy, approvedBy)).toBe(true);
  });

  it('is whose name differs in a letter, also in one that looks alike, an accent, or a blank within', async () => {
    for (const approvedBy of ['Rene', 'Ren\u00e8', 'Re n\u00e9', 'Ren\u00e9e', 'R\u0435n\u00e9']) {
      expect(await approve(await propose('Ren\u00e9'), '', approvedBy)).toEqual([{ proposed_by: 'Ren\u00e9' }]);
      expect(await areOnePerson(db, 'Ren\u00e9', approvedBy)).toBe(false);
    }
  });

  it('is anybody else, and kept beside who really proposed it', async () => {
    const adjustmentId = await propose('zoe');
    expect(await approve(adjustmentId, 'nobody', 'ben')).toEqual([{ proposed_by: 'zoe' }]);
  });

  it('has nothing to approve where nothing was proposed, or no approval is needed', async () => {
    await expect(approve(randomUUID(), 'zoe', 'ben')).rejects.toMatchObject(NOTHING_TO_APPROVE);
    const posted = await propose('zoe', false);
    await expect(approve(posted, 'zoe', 'ben')).rejects.toMatchObject(NOTHING_TO_APPROVE);
  });
});
