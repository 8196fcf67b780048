import type { Connection, ConnectionPool, GenericError } from '@platformatic/kafka';

/** Closes what is open or being opened. What waits for an answer is told that there will be none; later calls open anew. */
function dropConnections(pool: ConnectionPool): void {
  for (const [, connection] of [...pool]) connection.socket?.destroy();
}

/** The same, for good. */
export function endConnections(pool: ConnectionPool): void {
  const open = [...pool];
  pool.close(() => {});
  // The client would wait until what it has written has been taken, which a broker that hangs never does.
  for (const [, connection] of open) connection.socket?.destroy();
}

/**
 * Has a pool survive what becomes of its connections. The client tells of a connection that is reset during the login twice, the
 * second time nobody, which would end the process; and of one that was closed it goes on renewing the login, whose failure
 * takes another connection out of the pool.
 */
export function hardened(pool: ConnectionPool): ConnectionPool {
  pool.on('connecting', ({ connection }: { connection: Connection }) => {
    connection.on('error', () => {});
    connection.once('close', () => connection.close(() => {}));
  });
  return pool;
}

/**
 * Waits for an answer. Where none came, the connections are dropped: this client would go on asking through a
 * connection that is dead without knowing, and takes a late answer for the next one.
 */
export async function answered<T>(pool: ConnectionPool, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isAnswer(error)) dropConnections(pool);
    throw error;
  }
}

/** The broker has answered, with a no. */
export function isAnswer(error: unknown): boolean {
  return found(error, 'code', 'PLT_KFK_PROTOCOL') || found(error, 'code', 'PLT_KFK_USER');
}

/** The client nests errors in errors. */
export function found(error: unknown, property: string, value: unknown): boolean {
  const { findBy } = error as Partial<GenericError>;
  return typeof findBy === 'function' && findBy.call(error, property, value) !== null;
}
