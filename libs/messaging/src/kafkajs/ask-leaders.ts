import type { Admin } from 'kafkajs';

import { Backoff, pause } from '../waiting.js';

/** Enough for an election; whoever calls may ask again after that. */
const ATTEMPTS = 8;
const LEADERLESS: readonly string[] = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'FENCED_LEADER_EPOCH'];

/**
 * Asks what only the leaders of partitions can answer. An admin of this client asks the leaders it knows for up to five
 * minutes, also when they have moved or were never elected, and does not ask again; one that connects anew knows better.
 *
 * @param another a connected admin; it is disconnected here
 * @throws what `ask` throws for another reason, and at last when there is still no leader
 */
export async function askLeaders<T>(
  admin: Admin,
  another: () => Promise<Admin>,
  ask: (admin: Admin) => Promise<T>,
): Promise<T> {
  const backoff = new Backoff(50, 2_000);
  for (;;) {
    const anew = backoff.attempts === 0 ? undefined : await another();
    try {
      return await ask(anew ?? admin);
    } catch (error) {
      if (!isLeaderless(error) || backoff.attempts + 1 === ATTEMPTS) throw error;
    } finally {
      await anew?.disconnect();
    }
    await pause(backoff.nextMs());
  }
}

/** By its name: this client's errors cannot be imported by an ES module. */
function isLeaderless(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'KafkaJSProtocolError' &&
    'type' in error &&
    LEADERLESS.includes(String(error.type))
  );
}
