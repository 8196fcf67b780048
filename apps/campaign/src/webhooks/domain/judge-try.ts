const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000] as const;

/** How long to wait after each try that failed: those of the Standard Webhooks specification. After ten tries it is over. */
const WAITS_MS = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];
/** A wait is this much shorter or longer at most, so that what failed together does not come back together. */
const JITTER = 0.2;
/** A receiver that asks for more gets this. */
const PAUSE_MS_MAX = HOUR;
/** An endpoint is disabled when no try has succeeded for so long. */
export const FAILING_MS_MAX = 5 * DAY;

/** Why a try failed; shown with the delivery. */
export type FailureReason =
  /** The receiver answered with another status than 200 to 299. */
  | 'NOT_ACCEPTED'
  /** No answer within 15 seconds. */
  | 'TIMED_OUT'
  /** No connection, or it broke before the answer. */
  | 'CONNECTION_FAILED'
  /** The name has no address. */
  | 'HOST_UNKNOWN'
  /** The certificate is not one that can be trusted for this name. */
  | 'CERTIFICATE_REFUSED'
  /** The address is not one of the public internet. */
  | 'ADDRESS_REFUSED'
  /** The secret cannot be read with the key that is set now. */
  | 'SECRET_UNREADABLE'
  /** The message cannot be read with the key of codes that is set now. */
  | 'BODY_UNREADABLE';

/** What came of one try. */
export interface Try {
  /** The receiver's, where it answered. */
  readonly status?: number;
  /** Where it did not. */
  readonly failure?: Exclude<FailureReason, 'NOT_ACCEPTED'>;
  /** The header `Retry-After` of the answer. */
  readonly retryAfter?: string;
}

export interface Judgement {
  readonly state: 'delivered' | 'pending' | 'dead';
  readonly failure?: FailureReason;
  /** Milliseconds since 1970; only of what is pending. */
  readonly nextTryAt?: number;
  /** Nothing is to be sent to the endpoint before: milliseconds since 1970. */
  readonly pausedUntil?: number;
  /** The receiver said that nothing should come any more. */
  readonly gone: boolean;
}

/**
 * What follows from a try.
 *
 * @param failedBefore tries that failed before this one
 * @param at when it ended, milliseconds since 1970
 * @param chance 0 to 1, 1 exclusive: where in its bounds the next wait lies
 */
export function judgeTry(
  { status, failure, retryAfter }: Try,
  { failedBefore, at, chance }: { readonly failedBefore: number; readonly at: number; readonly chance: number },
): Judgement {
  if (status !== undefined && status >= 200 && status < 300) return { state: 'delivered', gone: false };
  const pausedUntil = status === 429 || status === 503 ? pauseOf(retryAfter, at) : undefined;
  const told = {
    failure: failure ?? ('NOT_ACCEPTED' as const),
    gone: status === 410,
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  };
  const waitMs = WAITS_MS[failedBefore];
  if (waitMs === undefined) return { state: 'dead', ...told };
  const nextTryAt = at + Math.round(waitMs * (1 - JITTER + 2 * JITTER * chance));
  return { state: 'pending', nextTryAt: Math.max(nextTryAt, pausedUntil ?? 0), ...told };
}

/** Of whole seconds, or of an HTTP date; undefined where it is neither, or of the past. */
function pauseOf(retryAfter: string | undefined, at: number): number | undefined {
  const text = retryAfter?.trim() ?? '';
  const until = /^\d+$/.test(text) ? at + Number(text) * SECOND : / GMT$/.test(text) ? Date.parse(text) : NaN;
  return until > at ? Math.min(until, at + PAUSE_MS_MAX) : undefined;
}
