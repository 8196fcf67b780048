import type { CatalogueReward, Programme } from '@perennial/programme';
import { ProblemError } from '@perennial/service';

/**
 * The reward that somebody wants.
 *
 * @throws ProblemError UNKNOWN_REWARD, or UNKNOWN_CHOICE for a choice that the reward does not offer or that is missing
 */
export function rewardOf(
  { rewards }: Programme,
  { rewardId, choice }: { readonly rewardId: string; readonly choice?: string | undefined },
): CatalogueReward {
  const reward = rewards.find(({ id }) => id === rewardId);
  if (!reward)
    throw new ProblemError(404, 'UNKNOWN_REWARD', 'The programme has no such reward; GET /v1/rewards has all.');
  const choices = 'choices' in reward ? (reward.choices ?? []) : [];
  if (choices.length === 0 ? choice === undefined : choice !== undefined && choices.includes(choice)) return reward;
  const detail = choices.length === 0 ? 'This reward has no variants.' : `Choose one of: ${choices.join(', ')}.`;
  throw new ProblemError(422, 'UNKNOWN_CHOICE', detail, { choices });
}
