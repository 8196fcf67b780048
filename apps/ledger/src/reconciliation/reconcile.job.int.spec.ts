import { silentLog, type Delivery } from '@perennial/messaging';
import { buys } from '@perennial/oracle';
import { until } from '@perennial/testing';
import { Registry } from 'prom-client';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { reconciliationMetrics } from './metrics.js';
import { reconcileJob } from './reconcile.job.js';

describe('the job that reconciles', () => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await LedgerRig.start('jeweller');
    await rig.handle([buys('ada', 'o-1', '2027-02-01T10:00:00Z', 400_000)]);
  });
  afterAll(() => rig?.stop());

  const registry = new Registry();
  const said: { code: unknown; part: unknown }[] = [];
  const log = {
    ...silentLog,
    error: (_message: string, { cause, part }: { cause?: { code?: unknown }; part?: unknown } = {}) =>
      said.push({ code: cause?.code, part }),
  };
  const metricsOf = async () =>
    Object.fromEntries((await registry.metrics()).split('\n').map((line) => line.split(' ')));

  /** One turn, a day later. */
  async function turn(movingLag: bigint): Promise<void> {
    rig.now = new Date(rig.now.getTime() + 86_400_000);
    let asked = 0;
    const status = () => {
      asked += 1;
      return { movingLag } as ReturnType<Delivery['status']>;
    };
    const job = reconcileJob(rig.db, () => rig.now, log, { programmes: rig.programmes, delivery: { status }, metrics });
    job.onApplicationBootstrap();
    await until('it looks', () => asked > 0);
    await job.beforeApplicationShutdown();
  }
  let metrics: ReturnType<typeof reconciliationMetrics>;

  it('waits while more than 500 records do, then counts whom it compared and what it found, and says it once', async () => {
    metrics = reconciliationMetrics(registry, rig.db);
    await turn(501n);
    expect(await metricsOf()).toMatchObject({ loyalty_members_reconciled_total: '0', loyalty_member_mismatches: '0' });
    await turn(500n);
    expect(await metricsOf()).toMatchObject({ loyalty_members_reconciled_total: '1', loyalty_member_mismatches: '0' });
    const tier = (held: string) =>
      rig.owner.query(`update balance set state = jsonb_set(state, '{tier,held}', $1)`, [JSON.stringify(held)]);
    await tier('platinum');
    await turn(0n);
    await turn(0n);
    expect(said).toEqual([{ code: 'MEMBER_MISMATCH', part: 'tier' }]);
    expect(await metricsOf()).toMatchObject({ loyalty_members_reconciled_total: '3', loyalty_member_mismatches: '1' });
    await tier('gold');
    await turn(0n);
    expect(await metricsOf()).toMatchObject({ loyalty_member_mismatches: '0' });
    expect(said).toHaveLength(1);
  });

  it('tells how many members nobody compares', async () => {
    expect(await metricsOf()).toMatchObject({ loyalty_members_left_out: '0' });
    await rig.owner.query('insert into left_out select account, bucket, now() from balance');
    expect(await metricsOf()).toMatchObject({ loyalty_members_left_out: '1' });
    await rig.owner.query('delete from left_out');
  });
});
