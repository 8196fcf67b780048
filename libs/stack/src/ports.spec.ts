import { createServer, type Server } from 'node:net';

import { choosePort, isFree } from './ports.js';

function listenOn(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

describe('choosePort', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('passes over a preferred port that somebody listens to on %s', async (host) => {
    const wanted = await choosePort([]);
    const server = await listenOn(wanted, host);
    try {
      expect(await isFree(wanted)).toBe(false);
      const second = await choosePort([], [wanted]);
      expect(await choosePort([wanted, second])).toBe(second);
    } finally {
      await close(server);
    }
    expect(await choosePort([wanted])).toBe(wanted);
  });

  it('passes over ports that are spoken for, and missing wishes', async () => {
    const wanted = await choosePort([]);
    expect(await choosePort([undefined, wanted], [wanted])).not.toBe(wanted);
  });

  it('looks from 20000 to 29999, going round at the end', async () => {
    const taken = [29_999];
    expect(await choosePort([], taken, () => 0.99999)).toBeLessThan(29_999);
    expect(await choosePort([], taken, () => 0.99999)).toBeGreaterThanOrEqual(20_000);
  });
});
