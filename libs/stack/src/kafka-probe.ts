import { connect } from 'node:net';

const METADATA_REQUEST = 3;
const METADATA_VERSION = 1;

/**
 * Asks a broker for its metadata and counts the brokers that can take work. An open port is not enough: until the
 * controller has let the broker in, clients see no leader anywhere. Spoken by hand so that waiting makes no noise.
 *
 * @returns 0 when nothing answers within `timeoutMs`
 */
export function countBrokers(port: number, host = '127.0.0.1', timeoutMs = 2_000): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    let answer = Buffer.alloc(0);
    const done = (brokers: number): void => {
      resolve(brokers);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => done(0));
    socket.once('error', () => done(0));
    socket.once('close', () => done(0));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      // size, correlation id, then the number of brokers
      if (answer.length >= 12) done(answer.readInt32BE(8));
    });
  });
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
