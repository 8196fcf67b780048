import { z } from 'zod';

import { programmeSchema } from './programme.schema.js';

/** JSON Schema of the programme document, for completion and checks in an editor. */
export function programmeJsonSchema(): object {
  return { title: 'A Perennial programme', ...z.toJSONSchema(programmeSchema, { io: 'input', target: 'draft-7' }) };
}
