import { achievementLost, achievementProgressed, achievementReached, type Envelope } from '@perennial/contracts';
import { versionAt, type PointsPerAchievement, type ProgrammeHistory } from '@perennial/programme';

import { countOf } from '../achievement.js';
import type { MemberState } from '../member-state.js';
import { noneCounted, type AchievementMemory } from '../rules/points-per-achievement.rule.js';
import type { AchievementChange } from '../world.js';
import { causeOf, type OutgoingPoints } from './points-message.js';
import type { NameTransfer } from './post.js';
import type { Member } from './transfer.js';

/** Tells how an achievement stands now; undefined where that is no news. */
export function achievementMessage(
  { customerId }: Member,
  { rule: name, before, after, at }: AchievementChange,
  programmes: ProgrammeHistory,
  cause: Envelope | undefined,
  nameIt: NameTransfer,
): OutgoingPoints | undefined {
  const rule = achievementOf(programmes, name, at);
  if (!rule) return undefined;
  const { programme } = versionAt(programmes, at);
  const count = countOf(rule, after);
  const timesReached = after.reached;
  const type = typeOf(after.reached - before.reached, count - countOf(rule, before));
  if (type === undefined) return undefined;
  const named = cause ? [cause.source, cause.id] : [];
  return {
    type,
    id: nameIt(customerId, type, name, timesReached, count, at, ...named),
    time: new Date(at).toISOString(),
    subject: customerId,
    ...(cause ? causeOf(cause, cause) : {}),
    data: {
      customerId,
      achievement: name,
      ...(rule.badge === undefined ? {} : { badge: rule.badge }),
      count,
      times: rule.times,
      timesReached,
      ...(after.reachedAt === undefined ? {} : { reachedAt: new Date(after.reachedAt).toISOString() }),
      reason: { rule: name, programmeVersion: programme.version, text: rule.text },
    },
  };
}

function typeOf(reached: number, count: number): string | undefined {
  if (reached > 0) return achievementReached.type;
  if (reached < 0) return achievementLost.type;
  return count === 0 ? undefined : achievementProgressed.type;
}

/** The rule by the version in force; of one that has been taken out, by the last that had it: its goal never changes. */
function achievementOf(programmes: ProgrammeHistory, name: string, at: number): PointsPerAchievement | undefined {
  const inOrder = [versionAt(programmes, at), ...[...programmes.versions].reverse()];
  return inOrder
    .flatMap(({ programme }) => programme.rules)
    .find((rule): rule is PointsPerAchievement => rule.kind === 'points-per-achievement' && rule.name === name);
}

/**
 * In what a member's achievements, folded anew, differ from what was told of them.
 *
 * @param causedAt when what caused it happened; one that is reached by it is not reached before
 */
export function achievementDifferences(
  account: string,
  told: Pick<MemberState, 'memory'>,
  folded: Pick<MemberState, 'memory' | 'erased'>,
  causedAt: number,
): AchievementChange[] {
  if (folded.erased) return [];
  const rules = new Set([...Object.keys(told.memory), ...Object.keys(folded.memory)]);
  return [...rules].flatMap((rule) => {
    const [before, after] = [told, folded].map(({ memory }) => memory[rule] ?? noneCounted);
    if (!isOfAchievement(before) || !isOfAchievement(after)) return [];
    const { reached, reachedAt = causedAt } = after;
    return [{ account, rule, before, after, at: reached > before.reached ? Math.max(reachedAt, causedAt) : causedAt }];
  });
}

/** No other rule remembers how often something was reached. */
function isOfAchievement(memory: unknown): memory is AchievementMemory {
  return typeof memory === 'object' && memory !== null && 'reached' in memory;
}
