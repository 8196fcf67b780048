import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What becomes of bytes, in both directions. `pass`: they arrive. `late`: so much later, in their order. `slow`: so many a
 * second, each connection and direction for itself. `hold`: none arrives and no end is told, while every connection looks
 * open; what was held arrives later. `refuse`: new connections are reset; the open ones go on.
 */
export type Network =
  | { readonly kind: 'pass' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'refuse' };

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** The server's side is gone, and the client was not told. */
  forsaken: boolean;
}

const PASS: Network = { kind: 'pass' };
/** How finely a slow connection trickles. */
const TICK_MS = 50;

/** A TCP proxy on 127.0.0.1 in front of a server: the network between the two, with its faults. */
export class FaultyProxy {
  private network: Network = PASS;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly pairs = new Set<Pair>();

  private constructor(
    private readonly target: number,
    private readonly listener: Server,
  ) {}

  /**
   * @param target port of the server on 127.0.0.1; it need not listen yet
   * @param port where clients connect; 0 takes any free one
   */
  static async start(target: number, port = 0): Promise<FaultyProxy> {
    const listener = createServer({ allowHalfOpen: true });
    const proxy = new FaultyProxy(target, listener);
    listener.on('connection', (client) => proxy.accept(client));
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Connections that are open for their clients. */
  get connections(): number {
    return this.pairs.size;
  }

  /** From now on, for open connections too. */
  become(network: Network): void {
    this.network = network;
    this.changes.emit('change');
  }

  /** Resets (RST) every open connection on both sides, once. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Every open connection is half-open from now on: the server's side is gone, and its client is never told. */
  forsake(): void {
    for (const pair of this.pairs) {
      pair.forsaken = true;
      pair.server.resetAndDestroy();
    }
  }

  /** Resets what is open, and listens no more. */
  async stop(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.become(PASS);
    this.reset();
    await closed;
  }

  private accept(client: Socket): void {
    client.on('error', () => {});
    if (this.network.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const pair: Pair = { client, server, forsaken: false };
    this.pairs.add(pair);
    server.on('error', () => pair.forsaken || client.resetAndDestroy());
    client.once('close', () => {
      this.pairs.delete(pair);
      server.destroy();
    });
    void this.carry(pair, client, server);
    void this.carry(pair, server, client);
  }

  private async carry(pair: Pair, from: Socket, to: Socket): Promise<void> {
    try {
      // Without the option, what the other direction still carries would go with the end of this one.
      for await (const bytes of from.iterator({ destroyOnReturn: false })) await this.write(to, bytes as Buffer);
      await this.released();
      if (pair.forsaken) from.destroy();
      else to.end();
    } catch {
      // Reset by one side or by us; the other side is reset where it happens.
    }
  }

  private async write(to: Socket, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      await this.released();
      const { network } = this;
      if (network.kind === 'late') await pause(network.ms);
      const size =
        network.kind === 'slow' ? Math.max(1, Math.round((network.bytesPerSecond * TICK_MS) / 1_000)) : Infinity;
      const part = bytes.subarray(at, at + size);
      at += part.length;
      if (to.destroyed) return;
      if (!to.write(part)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      if (network.kind === 'slow') await pause((part.length / network.bytesPerSecond) * 1_000);
    }
  }

  /** Resolves when bytes may pass. */
  private async released(): Promise<void> {
    while (this.network.kind === 'hold') await once(this.changes, 'change');
  }
}
