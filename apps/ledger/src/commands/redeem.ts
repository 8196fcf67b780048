import { randomBytes, randomUUID } from 'node:crypto';

import { drawCode } from '@perennial/codes';
import { bucketOf } from '@perennial/contracts';
import type { CatalogueReward } from '@perennial/programme';
import { ProblemError, type CommandResult } from '@perennial/service';

import { DAY_MS, monthOf } from '../domain/calendar.js';
import { issueReward } from '../domain/chunk/issue-reward.js';
import { findAccount } from '../store/queries/find-account.js';
import { insertRedemption } from '../store/queries/insert-redemption.js';
import { takeReward } from '../store/queries/take-reward.js';
import { unknownMember } from '../routes/unknown-member.js';
import { balanceAfter, decideNow, publish, requirePoints } from './decide-now.js';
import type { CommandScope } from './ledger-commands.js';
import { rewardOf } from './reward-of.js';

export interface WantedReward {
  readonly rewardId: string;
  readonly choice?: string | undefined;
  /** Whole, from 1. */
  readonly quantity: number;
}

/** Gives a member a reward for points, of the household's too. */
export async function redeem(scope: CommandScope, customerId: string, wanted: WantedReward): Promise<CommandResult> {
  const { quantity } = wanted;
  const account = await findAccount(scope.tx, customerId);
  if (account === undefined) throw unknownMember();
  const redemptionId = randomUUID();
  const decided = await decideNow(scope, account, ({ draft, member, take }) => {
    const reward = rewardOf(member.programme, wanted);
    const points = BigInt(reward.points) * BigInt(quantity);
    requirePoints(member.together, points);
    const { redeemedAt: partnerId } = reward;
    const about = { redemptionId, rewardId: reward.id, points, pool: member.pool };
    take(redemptionId, { kind: 'redemption', ...about, ...(partnerId === undefined ? {} : { partnerId }) });
    const code = reward.kind === 'discount' ? drawCode(randomBytes) : undefined;
    const { at, programme } = member;
    issueReward(draft, member.account, {
      redemptionId,
      at,
      programmeVersion: programme.version,
      text: reward.text,
      kind: reward.kind,
      rewardRef: reward.id,
      ...(quantity === 1 ? {} : { quantity }),
      ...(wanted.choice === undefined ? {} : { choice: wanted.choice }),
      ...(code === undefined ? {} : { code }),
      ...faceValue(reward, quantity, at),
    });
    return { reward, points, code, pool: member.pool, timeZone: programme.timeZone };
  });
  const { reward, points, code, pool, timeZone } = decided.result;
  const { at, account: actor, customerId: whose } = decided.member;
  const slotMonth = reward.kind === 'experience' ? monthOf(at, timeZone) : undefined;
  await take(scope, reward, quantity, slotMonth);
  await insertRedemption(scope.tx, {
    redemptionId,
    account: actor,
    bucket: bucketOf(whose),
    pool,
    rewardId: reward.id,
    choice: wanted.choice,
    quantity,
    points,
    slotMonth,
    code,
    at: new Date(at),
  });
  const balance = await balanceAfter(scope, decided);
  await publish(scope, decided);
  return { status: 201, body: { redemptionId, points, balance, ...(code === undefined ? {} : { code }) } };
}

/** One code is worth as much as all that were wanted. */
function faceValue(reward: CatalogueReward, quantity: number, at: number) {
  if (reward.kind !== 'discount') return {};
  const { value, validDays } = reward;
  const iso = (instant: number) => new Date(instant).toISOString();
  return {
    value: { amountMinor: value.amountMinor * quantity, currency: value.currency },
    ...(validDays === undefined ? {} : { validFrom: iso(at), validTo: iso(at + validDays * DAY_MS) }),
  };
}

/** Counted for every reward: a limit may come with a later version of the programme. Locked after the members. */
async function take(
  { tx }: CommandScope,
  reward: CatalogueReward,
  quantity: number,
  slotMonth: string | undefined,
): Promise<void> {
  const slots = reward.kind === 'experience' ? reward.slotsPerMonth : undefined;
  const isThere =
    (await takeReward(tx, { rewardId: reward.id, period: 'all', quantity, limit: reward.stock })) &&
    (slotMonth === undefined ||
      (await takeReward(tx, { rewardId: reward.id, period: slotMonth, quantity, limit: slots })));
  if (isThere) return;
  throw new ProblemError(409, 'OUT_OF_STOCK', 'There are not so many left; GET /v1/rewards says how many there are.');
}
