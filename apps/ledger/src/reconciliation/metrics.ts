import type { Tx } from '@perennial/persistence';
import { Counter, Gauge, type Registry } from 'prom-client';

import { countMismatches } from './queries/count-mismatches.js';

export interface ReconciliationMetrics {
  /** Members compared by this process. */
  readonly compared: Counter<string>;
}

/** Tells Prometheus what reconciliation found, of the whole database: every instance tells the same. */
export function reconciliationMetrics(registry: Registry, db: Tx): ReconciliationMetrics {
  const registers = [registry];
  new Gauge({
    name: 'loyalty_member_mismatches',
    help: 'What is stored or posted of members and is not what their facts come to, as last compared.',
    registers,
    async collect() {
      await countMismatches(db).then(
        (count) => this.set(count),
        () => {},
      );
    },
  });
  return {
    compared: new Counter({
      name: 'loyalty_members_reconciled_total',
      help: 'Members whose wallets were compared with their facts by this process.',
      registers,
    }),
  };
}
