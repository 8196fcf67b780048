import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { SurveyInvitation } from '../../domain/survey-invitation.js';

const SQL = /* sql */ `
  insert into survey_invitation (invitation_id, bucket, customer_id, survey, touchpoint, location_id, order_id, invited_at, day)
  select * from unnest($1::text[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                       $8::timestamptz[], $9::date[])`;

/** Keeps invitations that nobody has told of. Their customers are persons, locked by `tx`. */
export async function insertInvitations(tx: Tx, invitations: readonly SurveyInvitation[]): Promise<void> {
  if (invitations.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(invitations, ({ invitationId }) => invitationId),
      plainColumn(invitations, ({ customerId }) => bucketOf(customerId)),
      textColumn(invitations, ({ customerId }) => customerId),
      textColumn(invitations, ({ survey }) => survey),
      textColumn(invitations, ({ touchpoint }) => touchpoint),
      textColumn(invitations, ({ locationId }) => locationId),
      textColumn(invitations, ({ orderId }) => orderId),
      instantColumn(invitations, ({ at }) => at),
      plainColumn(invitations, ({ day }) => isoDate(day)),
    ],
    'metrics.insert-invitations',
  );
}
