import kafkajs from 'kafkajs';

import { pause } from '../waiting.js';

const LONGEST_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Asks the coordinator of a group, again while the broker says that it cannot tell yet: after its start it loads the
 * groups first, and kafkajs passes that on as an error.
 */
export async function askCoordinator<T>(ask: () => Promise<T>, longestMs: number = LONGEST_MS): Promise<T> {
  const deadlineMs = performance.now() + longestMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const notYet = error instanceof kafkajs.KafkaJSProtocolError && error.retriable;
      if (!notYet || performance.now() > deadlineMs) throw error;
      await pause(PAUSE_MS);
    }
  }
}
