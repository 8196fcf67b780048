import type { Campaign } from '@perennial/programme';

import { firstPurchase } from './first-purchase.trigger.js';
import type { Trigger } from './trigger.js';

/** Every kind of trigger a programme can name. */
export const triggers: Readonly<Record<Campaign['trigger']['kind'], Trigger>> = {
  'first-purchase': firstPurchase,
};
