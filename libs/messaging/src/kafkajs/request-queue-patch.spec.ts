import { createRequire } from 'node:module';

import { patchRequestQueue } from './request-queue-patch.js';

const require = createRequire(import.meta.url);
interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}
const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as new (options: object) => Queue;

function queue(): Queue {
  const logger = { debug: () => {}, warn: () => {} };
  return new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1, enforceRequestTimeout: false, logger });
}

describe('the patch of the request queue', () => {
  it('refuses every version of kafkajs but 2.2.4', () => {
    expect(() => patchRequestQueue('2.2.5')).toThrow(/2\.2\.5.*2\.2\.4/s);
    expect(() => patchRequestQueue()).not.toThrow();
  });

  it('sets no timer when nothing waits and nothing is throttled', () => {
    patchRequestQueue();
    const idle = queue();
    idle.scheduleCheckPendingRequests();
    expect(idle.throttleCheckTimeoutId).toBeNull();
  });

  it('comes back when a request waits, and when the throttling ends', () => {
    patchRequestQueue();
    const waiting = queue();
    waiting.pending.push({});
    waiting.scheduleCheckPendingRequests();
    expect(waiting.throttleCheckTimeoutId).not.toBeNull();
    waiting.destroy();
    const throttled = queue();
    throttled.throttledUntil = Date.now() + 60_000;
    throttled.scheduleCheckPendingRequests();
    expect(throttled.throttleCheckTimeoutId).not.toBeNull();
    throttled.destroy();
  });
});
