import { parseCode } from '@perennial/codes';
import { isEvent, rewardIssued, type Envelope, type RewardIssued } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import type { CodeVault } from './code-vault.js';
import { EXCLUSIVE } from './domain/code-terms.js';
import type { Coupon } from './queries/insert-coupons.js';

/** Who issues codes besides this service. Its own messages on the topic tell of codes that it has already. */
const LEDGER_SOURCE = '/perennial/ledger';

type RewardCoupon = Coupon & { readonly customerId: string };

/**
 * The codes that the ledger issues for points, which checkouts redeem here too. Of them only what they are looked up by is
 * kept: the ledger shows them.
 */
export function rewardCoupons(
  events: readonly Envelope[],
  { programme, vault }: { readonly programme: Pick<Programme, 'rewards'>; readonly vault: CodeVault },
): RewardCoupon[] {
  return events.flatMap((event) =>
    isEvent(rewardIssued, event) && event.source === LEDGER_SOURCE ? (couponOf(event, programme, vault) ?? []) : [],
  );
}

function couponOf(
  { data, at }: { readonly data: RewardIssued; readonly at: number },
  { rewards }: Pick<Programme, 'rewards'>,
  vault: CodeVault,
): RewardCoupon | undefined {
  const { rewardId, customerId, value, scope, rewardRef, reason, validFrom, validTo } = data;
  const code = data.code === undefined ? undefined : parseCode(data.code);
  if (code === undefined || !value) return undefined;
  const reward = rewards.find(({ id }) => id === rewardRef);
  return {
    couponId: rewardId,
    origin: 'reward',
    customerId,
    rule: rewardRef ?? reason.rule,
    ...(reason.programmeVersion !== undefined && { programmeVersion: reason.programmeVersion }),
    value,
    ...(scope && { scope }),
    stacking: reward?.kind === 'discount' ? reward.stacking : EXCLUSIVE,
    validFrom: new Date(validFrom ?? at),
    ...(validTo !== undefined && { validTo: new Date(validTo) }),
    usesMax: 1,
    digest: vault.digestOf(code),
  };
}
