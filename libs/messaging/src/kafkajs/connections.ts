import { connect, type Socket } from 'node:net';

import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/**
 * The sockets of a client. kafkajs leaves open what it is connecting while it is told to disconnect, waits for answers
 * of a broker that hangs, and goes on trying for seconds: all of it would outlive us.
 */
export class Connections {
  private readonly sockets = new Set<Socket>();
  private ended = false;

  constructor(private readonly addresses: readonly string[]) {}

  /** Where to connect to. Nowhere, once this has ended: only that ends the client's retries. */
  readonly brokers = (): string[] => (this.ended ? [] : [...this.addresses]);

  readonly open: ISocketFactory = ({ host, port, onConnect }) => {
    if (this.ended) throw new Error('the client has been disconnected');
    const socket = connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** Closes all that is open or being opened, for good. What waits for an answer is told that there will be none. */
  end(): void {
    this.ended = true;
    for (const socket of this.sockets) {
      socket.destroy(socket.writableEnded ? undefined : new Error('disconnected'));
    }
  }
}
