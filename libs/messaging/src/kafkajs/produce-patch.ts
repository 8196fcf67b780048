import { createRequire } from 'node:module';

import type { Message } from 'kafkajs';

import { PackedRecord } from '../record-body.js';
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
    return (args) => {
      if (version < VERSION_MIN || !isPlain(args)) return protocol(unpacked(args));
      const made = protocol(args);
      const encode = async (): Promise<Encoded> => {
        const buffer = encodeProduceRequest(args, Date.now());
        return { buf: buffer, buffer };
      };
      return { ...made, request: { ...made.request, encode } };
    };
  };
}

/** kafkajs copies the fields of a message, of which a packed record has none but its body. */
function unpacked(args: Produce): Produce {
  const messageOf = (message: Message): Message => {
    if (!(message instanceof PackedRecord)) return message;
    const { key, value, headers } = message;
    return { key, value, headers: { ...headers } };
  };
  const topicData = args.topicData.map(({ partitions, ...topic }) => ({
    ...topic,
    partitions: partitions.map((partition) => ({ ...partition, messages: partition.messages.map(messageOf) })),
  }));
  return { ...args, topicData };
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
