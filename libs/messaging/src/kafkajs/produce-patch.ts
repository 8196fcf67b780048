import { createRequire } from 'node:module';

import { encodeProduceRequest, type ProduceRequest } from './produce-request.js';

const NO_COMPRESSION = 0;

interface Produce extends ProduceRequest {
  readonly compression?: number;
  readonly transactionalId?: string | null;
  readonly producerId?: unknown;
}

interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

type Protocol = (args: Produce) => {
  readonly request: { readonly apiVersion: number; readonly encode: () => Promise<Encoded> };
};

/** The first version with headers; the body has looked the same since. */
const VERSION_MIN = 3;

let patched = false;

/**
 * kafkajs makes an encoder for every record and every header, each with a buffer of its own that is filled with zeros
 * first, and copies what is in it six times: most of what publishing costs. The request of a plain producer is written
 * in one go instead; any other is left to the original. To be called after the version of kafkajs was checked.
 */
export function patchProduce(): void {
  if (patched) return;
  patched = true;
  const definition = createRequire(import.meta.url)('kafkajs/src/protocol/requests/produce/index.js') as {
    protocol: (version: { readonly version: number }) => Protocol;
  };
  const original = definition.protocol;
  definition.protocol = ({ version }) => {
    const protocol = original({ version });
    if (version < VERSION_MIN) return protocol;
    return (args) => {
      const made = protocol(args);
      if (!isPlain(args)) return made;
      const encode = async (): Promise<Encoded> => {
        const buffer = encodeProduceRequest(args, Date.now());
        return { buf: buffer, buffer };
      };
      return { ...made, request: { ...made.request, encode } };
    };
  };
}

function isPlain({ compression = NO_COMPRESSION, transactionalId, producerId, topicData }: Produce): boolean {
  return (
    compression === NO_COMPRESSION &&
    !transactionalId &&
    (producerId === undefined || String(producerId) === '-1') &&
    topicData.every(({ partitions }) =>
      partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
    )
  );
}
