import { z } from 'zod';

import { CustomerId, Id } from './fields.js';

/** What every message on `loyalty.audience` says: who, which audience, by which version of the programme. */
export const AudienceMembership = z.object({
  customerId: CustomerId,
  audience: Id.describe('As the programme document names it.'),
  programmeVersion: z.int().min(1).describe('The version whose condition was asked.'),
  late: z
    .boolean()
    .describe(
      'Told after the fact: purchases of long ago were told of, or the document changed its mind. No campaign takes it for a reason.',
    ),
});
