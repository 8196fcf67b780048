import { connect } from 'node:net';

const METADATA_REQUEST = 3;
const METADATA_VERSION = 2;

/**
 * Asks a broker for its metadata: whose it is, once a broker can take work. An open port is not enough: until the
 * controller has let the broker in, clients see no leader anywhere, and on the port may be the broker of somebody else.
 * Spoken by hand so that waiting makes no noise.
 *
 * @returns the id of its cluster; undefined when none answers within `timeoutMs`, or one that cannot take work yet
 */
export function clusterAt(port: number, host = '127.0.0.1', timeoutMs = 2_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    let answer = Buffer.alloc(0);
    const done = (cluster: string | undefined): void => {
      resolve(cluster);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => done(undefined));
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) done(clusterIn(answer));
    });
  });
}

/** size, correlation id, brokers (each: id, host, port, rack), cluster id … */
function clusterIn(answer: Buffer): string | undefined {
  let at = 8;
  const text = (): string | undefined => {
    const length = answer.readInt16BE(at);
    at += 2;
    if (length < 0) return undefined;
    at += length;
    return answer.toString('utf8', at - length, at);
  };
  const brokers = answer.readInt32BE(at);
  at += 4;
  for (let broker = 0; broker < brokers; broker++) {
    at += 4;
    text();
    at += 4;
    text();
  }
  return brokers > 0 ? text() : undefined;
}

/** size, api key, api version, correlation id, client id, no topics */
function metadataRequest(): Buffer {
  const client = Buffer.from('perennial-probe');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4);
  let at = request.writeInt32BE(request.length - 4, 0);
  at = request.writeInt16BE(METADATA_REQUEST, at);
  at = request.writeInt16BE(METADATA_VERSION, at);
  at = request.writeInt32BE(1, at);
  at = request.writeInt16BE(client.length, at);
  at += client.copy(request, at);
  request.writeInt32BE(0, at);
  return request;
}
