import { notHeldOut } from './not-held-out.step.js';
import { oncePerCustomer } from './once-per-customer.step.js';
import { recentEnough } from './recent-enough.step.js';
import type { Step } from './step.js';

/** The questions before an offer, in the order they are asked; the first reason to stop is the one recorded. */
export const steps: readonly Step[] = [oncePerCustomer, recentEnough, notHeldOut];
