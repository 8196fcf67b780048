import type { Place, Turn } from '../domain/place.js';
import type { JudgedReferral, Verdict } from '../domain/referral-graph.js';

/** The columns of `referral`, for `select`. */
export const REFERRAL_COLUMNS =
  'referee, at, source, id, referral_id, referrer, bought_before, verdict, qualified, lost';

export interface ReferralRow {
  referee: string;
  at: Date;
  source: string;
  id: string;
  referral_id: string;
  referrer: string;
  bought_before: boolean;
  verdict: Verdict;
  qualified: Place | null;
  lost: Turn | null;
}

export function referralOf(row: ReferralRow): JudgedReferral {
  return {
    at: row.at.getTime(),
    source: row.source,
    id: row.id,
    referralId: row.referral_id,
    referrer: row.referrer,
    referee: row.referee,
    boughtBefore: row.bought_before,
    verdict: row.verdict,
    ...(row.qualified ? { qualifiedBy: row.qualified } : {}),
    ...(row.lost ? { lostAt: row.lost } : {}),
  };
}
