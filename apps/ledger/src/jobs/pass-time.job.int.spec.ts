import { purchaseCompleted } from '@perennial/contracts';
import { silentLog, type Delivery, type HaltedPartition } from '@perennial/messaging';
import { anEvent, until } from '@perennial/testing';

import { ClockRig } from './clock-rig.fixture.js';
import { passTimeJob } from './pass-time.job.js';

type Status = Pick<ReturnType<Delivery['status']>, 'lag' | 'movingLag' | 'halted'>;

const halted: HaltedPartition = {
  ...{ topic: 'commerce.review', partition: 3, reason: 'UNEXPECTED_ERROR', detail: 'a mistake' },
  since: new Date('2027-01-10T10:00:00Z'),
};

describe('the job that lets time pass, beside a delivery', () => {
  let rig: ClockRig;
  let count = 0;
  beforeAll(async () => {
    rig = await ClockRig.start('jeweller');
  });
  afterAll(() => rig?.stop());

  /** One turn at an instant at which 10 points of a customer have expired. @returns what it said, and what expired */
  async function turn(status: Status): Promise<{ said: string[]; expired: number }> {
    const customerId = `c-${(count += 1)}`;
    rig.clock.set('2027-01-10T10:00:00Z');
    const data = { customerId, currency: 'USD', totalMinor: 10_000, lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: '2027-01-10T10:00:00Z', data }));
    rig.clock.set('2028-02-01T00:00:00Z');
    const said: string[] = [];
    const log = { ...silentLog, warn: (message: string) => said.push(message) };
    let asked = 0;
    const delivery = {
      wakePublisher: () => {},
      status: () => {
        asked += 1;
        return status as ReturnType<Delivery['status']>;
      },
    };
    const job = passTimeJob(rig.db, rig.clock, log, { programmes: rig.programmes, delivery, source: '/test' });
    job.onApplicationBootstrap();
    await until('it looks', () => asked > 0);
    await job.beforeApplicationShutdown();
    return { said, expired: (await rig.booked(customerId, 'expiry')).points };
  }

  it('waits while more than 500 records do', async () => {
    expect(await turn({ lag: 501n, movingLag: 501n, halted: [] })).toEqual({ said: [], expired: 0 });
    expect(await turn({ lag: 500n, movingLag: 500n, halted: [] })).toEqual({ said: [], expired: 10 });
  });

  it('does not wait for a halted partition, however much waits in it, and says so', async () => {
    const { said, expired } = await turn({ lag: 10_000n, movingLag: 0n, halted: [halted] });
    expect(expired).toBe(10);
    expect(said).toEqual(['time passes without what waits in halted partitions']);
  });
});
