import type { Signal } from './signal.js';

/** Almost the same words stood in an earlier review of another customer or product. Of a whole copy that is said already. */
export const nearDuplicateText: Signal = {
  code: 'near-duplicate-text',
  weight: 'nearDuplicateText',
  against: ({ copies, similarity }, settings) =>
    copies > 0 || similarity < settings.similarity ? undefined : { similarity },
};
