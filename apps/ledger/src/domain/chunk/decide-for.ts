import type { Envelope } from '@perennial/contracts';

import { decisionType, type Decision } from '../decision.js';
import { placeOf } from '../place.js';
import { advance } from './advance.js';
import { keepFact, type Draft } from './draft.js';

/** A decision of `account` becomes a fact and takes effect. */
export function decideFor(
  draft: Draft,
  account: string,
  bucket: number,
  decision: Decision,
  event: Pick<Envelope, 'at' | 'source' | 'id' | 'traceparent' | 'correlationid'>,
): void {
  const { source, id, at, traceparent, correlationid } = event;
  const kept: Envelope = {
    source,
    id,
    at,
    time: new Date(at).toISOString(),
    type: decisionType(decision.kind),
    data: decision,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(correlationid === undefined ? {} : { correlationid }),
  };
  keepFact(draft, account, bucket, kept);
  advance(draft, { kind: 'decision', account, ...placeOf(kept), decision }, kept);
}
