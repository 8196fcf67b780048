import type { Tx } from '@perennial/persistence';
import { Counter, Gauge, type Registry } from 'prom-client';

import { countLeftOut } from './queries/count-left-out.js';
import { countMismatches } from './queries/count-mismatches.js';

export interface ReconciliationMetrics {
  /** Members compared by this process. */
  readonly compared: Counter<string>;
}

/** Tells Prometheus what reconciliation found, of the whole database: every instance tells the same. */
export function reconciliationMetrics(registry: Registry, db: Tx): ReconciliationMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, count: () => Promise<number>) =>
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        await count().then(
          (now) => this.set(now),
          () => {},
        );
      },
    });
  gauge(
    'loyalty_member_mismatches',
    'What is stored or posted of members and is not what their facts come to, as last compared.',
    () => countMismatches(db),
  );
  gauge(
    'loyalty_members_left_out',
    'Members whose wallets nobody compares with their facts, because they hang together with too many.',
    () => countLeftOut(db),
  );
  return {
    compared: new Counter({
      name: 'loyalty_members_reconciled_total',
      help: 'Members whose wallets were compared with their facts by this process.',
      registers,
    }),
  };
}
