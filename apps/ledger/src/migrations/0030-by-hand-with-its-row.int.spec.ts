import { randomUUID } from 'node:crypto';

import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, someoneIsBlocked, until, type FreshDatabase } from '@perennial/testing';

import { migrations } from './index.js';

const REFUSED = { code: '23514' };
const LIMIT = 500;
/** An extension has a date, the others may have none. */
const datesOf: Partial<Record<ByHand['kind'], string>> = { extension: '2029-01-01T00:00:00Z' };

interface ByHand {
  readonly kind: 'adjustment' | 'reinstatement' | 'extension';
  readonly id: string;
  readonly account: string;
  readonly points: number;
  /** Of a reinstatement or an extension. */
  readonly expiresAt?: string;
}

describe('what is done by hand, for whoever writes SQL as the service', () => {
  let fresh: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    fresh = await freshDatabase('ledger', migrations);
    db = fresh.db;
    await db.query(
      `insert into programme_version (version, programme_id, applied_at, document, approval_above_points)
       values (1, 'jeweller', now(), '', $1)`,
      [LIMIT],
    );
  });
  afterAll(() => fresh?.drop());

  const aStep = (changes: Partial<ByHand> = {}): ByHand => ({
    ...{ kind: 'adjustment', id: randomUUID(), account: randomUUID(), points: LIMIT },
    ...changes,
  });
  const fact = (
    tx: Tx,
    { kind, id, account, points, expiresAt = datesOf[kind] }: ByHand,
    { at = '2027-03-01T00:00:00Z', factId = id } = {},
  ) =>
    tx.query(
      `insert into fact (account, bucket, at, source, id, type, data, booked_at)
       values ($1, 0, $2, '/perennial/ledger', $3, 'ledger.decision.' || $4::text, $5, now())`,
      [
        account,
        at,
        factId,
        kind,
        JSON.stringify({
          ...{ kind, [`${kind}Id`]: id, points: { n: String(points) } },
          ...(expiresAt && { expiresAt: Date.parse(expiresAt) }),
        }),
      ],
    );
  const row = (tx: Tx, { kind, id, account, points }: ByHand, needsApproval = Math.abs(points) > LIMIT) =>
    tx.query(
      `insert into adjustment (adjustment_id, account, bucket, kind, points, expires_at, proposed_by, proposed_at, needs_approval)
       values ($1, $2, 0, $3, $4, $6, 'zoe', now(), $5)`,
      [id, account, kind, points, needsApproval, datesOf[kind] ?? null],
    );
  const verdict = (tx: Tx, { id }: ByHand, approved: boolean) =>
    tx.query(
      `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
       values ($1, 0, '', $2, 'ben', now())`,
      [id, approved],
    );
  const facts = async ({ account }: ByHand) =>
    (await db.query('select from fact where account = $1', [account])).length;

  it.each(['adjustment', 'reinstatement', 'extension'] as const)(
    'is no fact without its row: %s, and one with it, in either order',
    async (kind) => {
      const step = aStep({ kind });
      await expect(db.transaction((tx) => fact(tx, step))).rejects.toMatchObject(REFUSED);
      expect(await facts(step)).toBe(0);
      await db.transaction(async (tx) => {
        await fact(tx, step);
        await row(tx, step);
      });
      expect(await facts(step)).toBe(1);
    },
  );

  it.each<[string, Partial<ByHand>]>([
    ['more points', { points: LIMIT + 1 }],
    ['the other sign', { points: -LIMIT }],
    ['somebody else', { account: randomUUID() }],
    ['another kind', { kind: 'reinstatement' }],
    ['a date that it has not', { expiresAt: '2099-01-01T00:00:00Z' }],
  ])('is no fact with a row for %s', async (_what, other) => {
    const step = aStep();
    await row(db, step);
    await expect(fact(db, { ...step, ...other })).rejects.toMatchObject(REFUSED);
  });

  it('is no fact of an extension to another date than its row has', async () => {
    const step = aStep({ kind: 'extension' });
    await row(db, step);
    await expect(fact(db, { ...step, expiresAt: '2099-01-01T00:00:00Z' })).rejects.toMatchObject(REFUSED);
    await fact(db, step);
  });

  it('is a fact once, also at another instant and under another id', async () => {
    const step = aStep();
    await row(db, step);
    await fact(db, step);
    const again = { at: '2027-03-02T00:00:00Z', factId: randomUUID() };
    await expect(fact(db, step, again)).rejects.toMatchObject(REFUSED);
    expect(await facts(step)).toBe(1);
  });

  it('is a fact once, also in two transactions that commit at once', async () => {
    const step = aStep();
    await row(db, step);
    const again = { at: '2027-03-02T00:00:00Z', factId: randomUUID() };
    const { second } = await db.transaction(async (tx) => {
      await fact(tx, step);
      // As its commit asks, but not committed yet.
      await tx.query('set constraints all immediate');
      let isOver = false;
      const second = fact(db, step, again).finally(() => (isOver = true));
      second.catch(() => undefined);
      await until('the other waits, or does not', async () => isOver || (await someoneIsBlocked(db)));
      return { second };
    });
    await expect(second).rejects.toMatchObject(REFUSED);
    expect(await facts(step)).toBe(1);
  });

  it.each(['repeatable read', 'serializable'])(
    'is no fact in a transaction that is %s, where what others have committed is not seen',
    async (isolation) => {
      const step = aStep();
      await row(db, step);
      const written = db.transaction(async (tx) => {
        await tx.query(`set transaction isolation level ${isolation}`);
        await fact(tx, step);
      });
      await expect(written).rejects.toMatchObject(REFUSED);
      expect(await facts(step)).toBe(0);
    },
  );

  it('is a fact of the member merged into, and once for both', async () => {
    const step = aStep();
    const heir = randomUUID();
    await row(db, step);
    await expect(fact(db, { ...step, account: heir })).rejects.toMatchObject(REFUSED);
    await db.query(
      `insert into fact (account, bucket, at, source, id, type, data, booked_at)
       values ($1, 0, '2027-02-01T00:00:00Z', '/shop', 'merged', 'ledger.decision.merge', $2, now())`,
      [step.account, JSON.stringify({ kind: 'merge', into: heir, pool: [] })],
    );
    await fact(db, { ...step, account: heir });
    await expect(fact(db, step)).rejects.toMatchObject(REFUSED);
  });

  it('is a fact above the limit when somebody approved it, not while it waits, and not when it was declined', async () => {
    const [approved, declined] = [aStep({ points: LIMIT + 1 }), aStep({ points: -LIMIT - 1 })];
    for (const step of [approved, declined]) {
      await row(db, step);
      await expect(fact(db, step)).rejects.toMatchObject(REFUSED);
      await verdict(db, step, step === approved);
    }
    await fact(db, approved);
    await expect(fact(db, declined)).rejects.toMatchObject(REFUSED);
  });

  it('is asked for whatever a temporary table says', async () => {
    // A database that somebody brought may allow it.
    const owner = await Database.connect({ url: fresh.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
    await owner.query(
      `do $$ begin execute format('grant temporary on database %I to %I', current_database(), current_database()); end $$`,
    );
    await owner.close();
    const step = aStep();
    const fooled = db.transaction(async (tx) => {
      await tx.query('create temporary table adjustment (like public.adjustment) on commit drop');
      await tx.query(
        `insert into pg_temp.adjustment (adjustment_id, account, bucket, kind, points, proposed_by, proposed_at, needs_approval)
                      values ($1, $2, 0, 'adjustment', $3, 'zoe', now(), false)`,
        [step.id, step.account, step.points],
      );
      await fact(tx, step);
    });
    await expect(fooled).rejects.toMatchObject(REFUSED);
  });
});
