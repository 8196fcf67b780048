import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The only version the patch was made for and tried with. */
const PATCHED_VERSION = '2.2.4';
/** How soon a request that waits for a free slot is looked at again, as in the original. */
const PENDING_CHECK_MS = 10;

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs re-arms a timer after every response even when nothing waits and nothing is throttled, with a delay that has
 * long passed: one timer a millisecond per idle connection, and a TimeoutNegativeWarning since Node 24. With this method
 * a timer is set only when there is something to come back for.
 *
 * @throws Error when another version of kafkajs is installed: then somebody has to look whether the patch still fits
 */
export function patchRequestQueue(version: string = installedVersion()): void {
  if (version !== PATCHED_VERSION) {
    throw new Error(
      `kafkajs ${version} is installed, but its request queue is patched for ${PATCHED_VERSION} only: ` +
        `install ${PATCHED_VERSION}, or read RequestQueue.scheduleCheckPendingRequests anew`,
    );
  }
  const queue = require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId) return;
    const throttledMs = this.throttledUntil - Date.now();
    if (throttledMs <= 0 && this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : PENDING_CHECK_MS,
    );
  };
}

function installedVersion(): string {
  return (require('kafkajs/package.json') as { version: string }).version;
}
