import { connect, createServer } from 'node:net';

/** Below what operating systems hand out to outgoing connections, so that no client's socket sits on the port when a server restarts. */
const SPARE_PORTS = { from: 20_000, until: 30_000 };

/**
 * The first free port of 127.0.0.1: the preferred ones in their order, then any from 20000 to 29999.
 *
 * @param taken ports to pass over although they look free
 */
export async function choosePort(
  preferred: readonly (number | undefined)[],
  taken: readonly number[] = [],
  random: () => number = Math.random,
): Promise<number> {
  for (const port of preferred) {
    if (port !== undefined && !taken.includes(port) && (await isFree(port))) return port;
  }
  const span = SPARE_PORTS.until - SPARE_PORTS.from;
  const start = Math.floor(random() * span);
  for (let i = 0; i < span; i++) {
    const port = SPARE_PORTS.from + ((start + i) % span);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port between ${SPARE_PORTS.from} and ${SPARE_PORTS.until - 1} on 127.0.0.1.`);
}

/** Whether nothing listens there. Asked both ways: macOS lets two servers bind one port when the addresses differ. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canBind(port));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
