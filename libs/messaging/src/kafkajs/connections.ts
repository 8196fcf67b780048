import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { ISocketFactory, RequestTimeoutEvent } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/**
 * The sockets of a client. kafkajs leaves open what it is connecting while it is told to disconnect, waits for answers
 * of a broker that hangs, and goes on trying for seconds: all of it would outlive us.
 */
export class Connections {
  /** With the broker each leads to, as the client names it. */
  private readonly sockets = new Map<Socket, string>();
  private ended = false;

  constructor(private readonly addresses: readonly string[]) {}

  /** Where to connect to. Nowhere, once this has ended: only that ends the client's retries. */
  readonly brokers = (): string[] => (this.ended ? [] : [...this.addresses]);

  readonly open: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.ended) throw new Error('the client has been disconnected');
    // Brokers behind one address are told apart by the name that is asked for; an address is no name.
    const asked = isIP(host) ? {} : { servername: host };
    const socket = ssl ? connectTls({ host, port, ...asked, ...ssl }, onConnect) : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.sockets.set(socket, `${host}:${port}`);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /**
   * For the event `REQUEST_TIMEOUT` of every client. After a request without an answer kafkajs goes on with the same
   * connection: for ever, where the other side has forgotten it and this side is not told. All that is open to the broker
   * is closed instead, and opened anew.
   */
  readonly onRequestTimeout = ({ payload }: RequestTimeoutEvent): void => {
    for (const [socket, broker] of this.sockets) {
      if (broker === payload.broker) socket.destroy(new Error('the broker did not answer in time'));
    }
  };

  /** Closes all that is open or being opened, for good. What waits for an answer is told that there will be none. */
  end(): void {
    this.ended = true;
    for (const socket of this.sockets.keys()) {
      socket.destroy(socket.writableEnded ? undefined : new Error('disconnected'));
    }
  }
}
