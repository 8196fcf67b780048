import type { JudgedReferral, Verdict } from '../domain/referral-graph.js';

/** The columns of `referral`, for `select`. */
export const REFERRAL_COLUMNS =
  'referee, at, source, id, referral_id, referrer, bought_before, verdict, qualified_at, qualified_source, qualified_id';

export interface ReferralRow {
  referee: string;
  at: Date;
  source: string;
  id: string;
  referral_id: string;
  referrer: string;
  bought_before: boolean;
  verdict: Verdict;
  qualified_at: Date | null;
  qualified_source: string | null;
  qualified_id: string | null;
}

export function referralOf(row: ReferralRow): JudgedReferral {
  const { qualified_at: at, qualified_source: source, qualified_id: id } = row;
  return {
    at: row.at.getTime(),
    source: row.source,
    id: row.id,
    referralId: row.referral_id,
    referrer: row.referrer,
    referee: row.referee,
    boughtBefore: row.bought_before,
    verdict: row.verdict,
    ...(at !== null && source !== null && id !== null ? { qualifiedBy: { at: at.getTime(), source, id } } : {}),
  };
}
