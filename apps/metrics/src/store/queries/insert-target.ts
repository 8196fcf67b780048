import type { Tx } from '@perennial/persistence';

import type { Target } from '../../targets/target.js';

const SQL = /* sql */ `
  insert into target (target_id, metric, goal, direction, owner, due_on, days, currency, group_by, group_name, set_at, set_by,
                      start_value, start_on)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;

export async function insertTarget(tx: Tx, target: Omit<Target, 'outcome' | 'tooManyOn'>): Promise<void> {
  const { targetId, metric, goal, direction, owner, dueOn, days, currency, group, setAt, setBy, start } = target;
  await tx.query(
    SQL,
    [
      ...[targetId, metric, goal, direction, owner, dueOn, days, currency ?? null],
      ...[group?.by ?? null, group?.name ?? null, setAt, setBy, start?.value ?? null, start?.on ?? null],
    ],
    'metrics.insert-target',
  );
}
