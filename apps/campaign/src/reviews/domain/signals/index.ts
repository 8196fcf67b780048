import { burst } from './burst.signal.js';
import { duplicateText } from './duplicate-text.signal.js';
import { nearDuplicateText } from './near-duplicate-text.signal.js';
import { sameOrderLine } from './same-order-line.signal.js';
import type { Signal } from './signal.js';
import { unverified } from './unverified.signal.js';
import { velocityDay } from './velocity-day.signal.js';
import { velocityMonth } from './velocity-month.signal.js';

/** In the order in which reasons are told. */
export const signals: readonly Signal[] = [
  unverified,
  sameOrderLine,
  velocityDay,
  velocityMonth,
  burst,
  duplicateText,
  nearDuplicateText,
];
