import type { Signal } from './signal.js';

/** The text stood in an earlier review of another customer or product. What was there first is nobody's copy. */
export const duplicateText: Signal = {
  code: 'duplicate-text',
  weight: 'duplicateText',
  against: ({ copies }) => (copies === 0 ? undefined : { copies }),
};
