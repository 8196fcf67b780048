import { accessWindow } from './access-window.step.js';
import { budget } from './budget.step.js';
import { consent } from './consent.step.js';
import { frequencyCap } from './frequency-cap.step.js';
import { holdout } from './holdout.step.js';
import { marginGuard } from './margin-guard.step.js';
import { once } from './once.step.js';
import { places } from './places.step.js';
import { recentEnough } from './recent-enough.step.js';
import { ring } from './ring.step.js';
import type { Step } from './step.js';

/**
 * The questions before an offer, in the order they are asked; the first reason to stop is the one recorded. Those before the
 * holdout are the same for both groups, so that these compare; what comes after keeps offers from the treatment group only.
 */
export const steps: readonly Step[] = [
  consent,
  once,
  recentEnough,
  ring,
  accessWindow,
  places,
  holdout,
  frequencyCap,
  marginGuard,
  budget,
];
