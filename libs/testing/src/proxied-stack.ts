import { choosePort, type EmbeddedStack } from '@perennial/stack';

import { FaultyProxy } from './faulty-proxy.js';
import { ownStack } from './own-stack.js';

/**
 * A stack for one spec alone with a proxy in front of its broker.
 *
 * @returns also `brokers`, the way through the proxy; the stack's own lead past it
 */
export async function proxiedStack(): Promise<{
  stack: EmbeddedStack;
  proxy: FaultyProxy;
  brokers: readonly string[];
  end: () => Promise<void>;
}> {
  const door = await choosePort([]);
  const proxy = await FaultyProxy.start(door);
  const { stack, end } = await ownStack({
    kafka: { doors: [{ name: 'PROXIED', protocol: 'PLAINTEXT', port: door, advertised: `127.0.0.1:${proxy.port}` }] },
  });
  return {
    ...{ stack, proxy, brokers: [`127.0.0.1:${proxy.port}`] },
    async end() {
      await proxy.stop();
      await end();
    },
  };
}
