import type { Campaign } from './campaigns.schema.js';
import { audienceMistake, thereAre } from './conditions/audience-mistake.js';

/** Where a campaign is for an audience that is not there, or looks for one; `offset` counts characters of a condition from 0. */
export function audienceMistakes(
  { trigger }: Campaign,
  audiences: readonly string[],
): { readonly path: readonly string[]; readonly message: string; readonly offset?: number }[] {
  const when = 'when' in trigger && trigger.when !== undefined ? audienceMistake(trigger.when, audiences) : undefined;
  const named = trigger.kind === 'schedule' ? trigger.audience : undefined;
  const isMissing = named !== undefined && !audiences.includes(named);
  return [
    ...(when ? [{ path: ['trigger', 'when'], ...when }] : []),
    ...(isMissing ? [{ path: ['trigger', 'audience'], message: `is no audience; ${thereAre(audiences)}` }] : []),
  ];
}
