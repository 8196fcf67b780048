import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a receiver got it. */
export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (request: Received, response: ServerResponse) => void;

const accept: Answer = (_request, response) => void response.writeHead(204).end();

/** Somebody else's HTTP server, on this machine, for specs. It answers 204 unless told otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  private server: Server | undefined;

  constructor(public answer: Answer = accept) {}

  static async start(answer?: Answer): Promise<Receiver> {
    const receiver = new Receiver(answer);
    const server = createServer((request, response) => void receiver.take(request, response));
    receiver.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server?.address() as AddressInfo).port;
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  reset(): void {
    this.received.length = 0;
    this.answer = accept;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { url: path = '', method = '', headers } = request;
    const received = { path, method, headers, body };
    this.received.push(received);
    this.answer(received, response);
  }
}
