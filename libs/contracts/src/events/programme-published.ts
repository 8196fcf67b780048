import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { Id, Instant, Text } from '../fields.js';

export const programmePublished = defineEvent({
  type: 'loyalty.programme.published.v1',
  topic: 'loyalty.programme',
  subject: 'programmeId',
  summary: 'A version of the programme document was put in force.',
  data: z.object({
    programmeId: Id.describe('Equals the CloudEvents subject.'),
    version: z.int().min(1),
    effectiveFrom: Instant.optional().describe(
      'In force from this instant on, inclusive. Absent: since always (the first version).',
    ),
    document: Text.describe('The document as it was published (YAML).'),
  }),
  example: {
    programmeId: 'jeweller',
    version: 2,
    effectiveFrom: '2027-03-01T00:00:00Z',
    document: 'id: jeweller\nversion: 2\n',
  },
});
export type ProgrammePublished = DataOf<typeof programmePublished>;
