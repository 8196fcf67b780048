import type { Database } from '@perennial/persistence';
import { Registry } from 'prom-client';

import { defaultTiming } from './delivery-options.js';
import type { EventLog, Subscription, TopicPartition } from './event-log.js';
import { silentLog } from './log.js';
import { DeliveryMetrics } from './metrics.js';
import { Partitions } from './partitions.js';

describe('partitions', () => {
  it('pauses a halted partition again with each assignment, because a restarted client has forgotten it', () => {
    const paused: TopicPartition[][] = [];
    const partitions = new Partitions({
      db: { query: async () => [] } as unknown as Database,
      eventLog: {} as EventLog,
      topicPrefix: '',
      owner: 'test',
      log: silentLog,
      metrics: new DeliveryMetrics(new Registry()),
      timing: defaultTiming,
    });
    partitions.use({
      pause: (at) => paused.push(at.map(({ topic, partition }) => ({ topic, partition }))),
    } as Partial<Subscription> as Subscription);
    const at = { topic: 'commerce.review', partition: 3 };
    partitions.halt(partitions.of(at), 'UNEXPECTED_ERROR', { detail: 'a mistake' });
    partitions.assign([at]);
    expect(paused).toEqual([[at], [at]]);
  });
});
