import { messagingMigrations, silentLog } from '@perennial/messaging';
import { freshDatabase, until, type FreshDatabase } from '@perennial/testing';
import { LeasedJob, type LeasedJobOptions } from './leased-job.js';
import { endLease, takeLease } from './leases.js';

describe('leases', () => {
  let database: FreshDatabase;
  const started: LeasedJob[] = [];
  beforeAll(async () => {
    database = await freshDatabase('leases', messagingMigrations);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((job) => job.beforeApplicationShutdown()));
  });
  afterAll(() => database.drop());

  it('are given to one, until they run out or are given back', async () => {
    const { db } = database;
    expect(await takeLease(db, 'job', 'a', 60)).toBe(true);
    expect(await takeLease(db, 'job', 'b', 60)).toBe(false);
    expect(await takeLease(db, 'another', 'b', 60)).toBe(true);
    expect(await takeLease(db, 'job', 'a', -1)).toBe(true);
    expect(await takeLease(db, 'job', 'b', 60)).toBe(true);
    await endLease(db, 'job', 'a');
    expect(await takeLease(db, 'job', 'a', 60)).toBe(false);
    await endLease(db, 'job', 'b');
    expect(await takeLease(db, 'job', 'a', 60)).toBe(true);
  });

  describe('on jobs', () => {
    const everySecond = '* * * * * *';
    function start(job: string, work: LeasedJobOptions['work'], changes: Partial<LeasedJobOptions> = {}): LeasedJob {
      const { db } = database;
      const one = new LeasedJob({
        db,
        log: silentLog,
        job,
        pattern: everySecond,
        leaseSeconds: 60,
        work,
        ...changes,
      });
      one.onApplicationBootstrap();
      started.push(one);
      return one;
    }

    it('let one of two instances do the work, and the other at once when the first has stopped', async () => {
      const turns: string[] = [];
      const first = start('shared', async () => void turns.push('first'));
      await until('a turn', () => turns.length > 0);
      start('shared', async () => void turns.push('second'));
      await until('another turn', () => turns.length > 2);
      expect(new Set(turns)).toEqual(new Set(['first']));
      await first.beforeApplicationShutdown();
      await until('the other has it', () => turns.includes('second'), 5_000);
    });

    it('do not begin a turn while one runs, tell it that the service stops, and wait for its end', async () => {
      let [begun, ended] = [0, 0];
      const job = start('long', async ({ stop }) => {
        begun += 1;
        await new Promise<void>((resolve) => stop.addEventListener('abort', () => setTimeout(resolve, 100)));
        ended += 1;
      });
      await until('it runs', () => begun > 0);
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      expect([begun, ended]).toEqual([1, 0]);
      await job.beforeApplicationShutdown();
      expect([begun, ended]).toEqual([1, 1]);
    });

    it('are tried again after a failure, which is logged with the name of the job', async () => {
      const warnings: object[] = [];
      let turns = 0;
      const work = async () => {
        turns += 1;
        if (turns === 1) throw new Error('not now');
      };
      start('failing', work, { log: { ...silentLog, warn: (_message, fields) => warnings.push(fields ?? {}) } });
      await until('a second turn', () => turns > 1);
      expect(warnings).toMatchObject([{ job: 'failing', cause: { message: 'not now' } }]);
    });

    it('tell a turn that somebody else has the lease by now', async () => {
      let kept: boolean[] = [];
      start('lost', async ({ prolong }) => {
        if (kept.length > 0) return;
        const before = await prolong();
        await database.db.query(`update lease set owner = 'somebody' where job = 'lost'`);
        kept = [before, await prolong()];
      });
      await until('the turn', () => kept.length > 0);
      expect(kept).toEqual([true, false]);
    });
  });
});
