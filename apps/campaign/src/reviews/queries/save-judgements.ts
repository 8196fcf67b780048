import { bucketOf } from '@perennial/contracts';
import { jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Judgement, Step } from '../domain/judgement.js';

/** How a review is judged now, and what that did to a hold. */
export interface NewJudgement {
  readonly reviewId: string;
  readonly customerId: string;
  readonly judgement: Judgement;
  /** Steps there were before. */
  readonly steps: number;
  readonly step?: Step | undefined;
  /** The person whose decision it is. */
  readonly by?: { readonly actor: string; readonly remark: string };
}

const JUDGEMENTS = /* sql */ `
  update review
     set standing = told.standing, score = told.score, hold_from = told.hold_from, reasons = told.reasons,
         excused = told.excused::text[], steps = review.steps + told.more
    from unnest($1::text[], $2::text[], $3::int4[], $4::int4[], ${jsonArray('$5')}, $6::text[], $7::int4[])
      as told (review_id, standing, score, hold_from, reasons, excused, more)
   where review.review_id = told.review_id`;

const STEPS = /* sql */ `
  insert into review_step (review_id, step, bucket, what, actor, remark, score, codes, at)
  select review_id, step, bucket, what, actor, remark, score, codes::text[], $1
    from unnest($2::text[], $3::int4[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::int4[], $9::text[])
      as told (review_id, step, bucket, what, actor, remark, score, codes)`;

/** Keeps judgements that are others than before, with the steps of holds. @param at the service's clock */
export async function saveJudgements(tx: Tx, judged: readonly NewJudgement[], at: Date): Promise<void> {
  if (judged.length === 0) return;
  await tx.query(
    JUDGEMENTS,
    [
      textColumn(judged, ({ reviewId }) => reviewId),
      plainColumn(judged, ({ judgement }) => judgement.standing),
      plainColumn(judged, ({ judgement }) => judgement.score),
      plainColumn(judged, ({ judgement }) => judgement.holdFrom),
      jsonColumn(judged, ({ judgement }) => JSON.stringify(judgement.reasons)),
      textColumn(judged, ({ judgement }) => `{${judgement.excused.join()}}`),
      plainColumn(judged, ({ step }) => (step ? 1 : 0)),
    ],
    'campaign.save-judgements',
  );
  const steps = judged.filter(({ step }) => step);
  if (steps.length === 0) return;
  await tx.query(
    STEPS,
    [
      at,
      textColumn(steps, ({ reviewId }) => reviewId),
      plainColumn(steps, (one) => one.steps + 1),
      plainColumn(steps, ({ customerId }) => bucketOf(customerId)),
      plainColumn(steps, ({ step }) => step),
      textColumn(steps, ({ by }) => by?.actor),
      textColumn(steps, ({ by }) => by?.remark),
      plainColumn(steps, ({ judgement }) => judgement.score),
      textColumn(steps, ({ judgement }) => `{${judgement.reasons.map(({ code }) => code).join()}}`),
    ],
    'campaign.insert-review-steps',
  );
}
