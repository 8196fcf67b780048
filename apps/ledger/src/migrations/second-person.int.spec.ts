import { randomUUID } from 'node:crypto';

import type { Database } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

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
