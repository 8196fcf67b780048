import { DatabaseAccessDenied, DatabaseUnreachable, type Database } from '@perennial/persistence';
import { Registry } from 'prom-client';

import type { ChunkOutcome } from './chunk.js';
import { defaultLimits, defaultTiming } from './delivery-options.js';
import type { BatchControl, EventLog, Subscription } from './event-log.js';
import { silentLog } from './log.js';
import { DeliveryMetrics } from './metrics.js';
import { Partitions } from './partitions.js';
import { Settlement } from './settlement.js';
import type { ChunkPlan } from './slice.js';
import { HeartbeatRefused } from './waiting.js';

const done: ChunkOutcome = { applied: 3, duplicates: 0, refused: [], refusedLater: [], messages: 0, written: [] };
const plan = { topic: 'commerce.review', partition: 0, from: 5n, next: 8n, entries: [], bytes: 0 };
const control: BatchControl = { heartbeat: async () => {}, resolve: () => {}, isActive: () => true };

/** A settlement whose transactions end as told, one after the other; the last way stays. */
function settlementWith(...transactions: (() => Promise<ChunkOutcome>)[]) {
  let tried = 0;
  const transaction = () => (transactions[tried++] ?? transactions.at(-1)!)();
  const shared = {
    db: { transaction } as unknown as Database,
    eventLog: {} as EventLog,
    topicPrefix: '',
    owner: 'test',
    log: silentLog,
    metrics: new DeliveryMetrics(new Registry()),
    timing: { ...defaultTiming, retryFirstMs: 1, retryLongestMs: 1 },
    limits: defaultLimits,
  };
  const partitions = new Partitions(shared);
  partitions.use({ pause: () => {} } as Partial<Subscription> as Subscription);
  const state = partitions.of(plan);
  const settlement = new Settlement({
    ...shared,
    partitions,
    handler: { handle: async () => ({ messages: [] }), forgottenAmong: async () => new Set<string>() },
    service: 'test',
    source: '/test',
    clock: () => new Date(0),
    onCommitted: () => {},
    onFatal: () => {},
    mustLeave: () => false,
  });
  return {
    settlement,
    settle: (how = control, what: ChunkPlan = plan) => settlement.settle(what, state, how),
    state,
    tries: () => tried,
  };
}
const failing = (error: Error) => () => Promise.reject(error);

describe('settling a chunk', () => {
  it.each([
    ['the database is away', new DatabaseUnreachable('no answer')],
    ['the database refuses access', new DatabaseAccessDenied('password authentication failed')],
  ])('tries again, and halts nothing, while %s', async (_what, error) => {
    const { settle, state, tries } = settlementWith(failing(error), failing(error), async () => done);
    expect(await settle()).toBe('done');
    expect([tries(), state.next, state.halted]).toEqual([3, 8n, undefined]);
  });

  it('halts the partition at the first error nobody foresaw', async () => {
    const { settle, state, tries } = settlementWith(failing(new TypeError('a mistake')));
    expect(await settle()).toBe('leave');
    expect([tries(), state.next, state.halted?.reason]).toEqual([1, undefined, 'UNEXPECTED_ERROR']);
  });

  it('is crowded while what is planned has the bytes of a chunk, and no longer when it is applied', async () => {
    const crowded: boolean[] = [];
    const { settle, settlement } = settlementWith(failing(new DatabaseUnreachable('no answer')), async () => {
      crowded.push(settlement.isCrowded);
      return done;
    });
    expect(await settle(control)).toBe('done');
    const large = settle(control, { ...plan, bytes: defaultLimits.chunkBytes });
    expect(settlement.isCrowded).toBe(true);
    await large;
    expect([crowded, settlement.isCrowded]).toEqual([[false, true], false]);
  });

  it('knows a chunk for applied whose heartbeat was refused while it ran', async () => {
    let finish = (): void => {};
    const running = new Promise<ChunkOutcome>((resolve) => (finish = () => resolve(done)));
    const { settle, state } = settlementWith(() => running);
    const rebalance = new Error('the group is rebalancing');
    const heartbeat = () => {
      finish();
      return Promise.reject(rebalance);
    };
    await expect(settle({ ...control, heartbeat })).rejects.toMatchObject({
      constructor: HeartbeatRefused,
      refusal: rebalance,
    });
    expect(state.next).toBe(8n);
  });
});
