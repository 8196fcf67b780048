import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import {
  addVersion,
  parseProgramme,
  placeInProgramme,
  ProgrammeError,
  type ProgrammeHistory,
  type Refusal,
} from '@perennial/programme';

/** The programme routes of a ledger over the real rules for versions, for as long as a test runs. */
export class LedgerStandIn {
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  /** What `simulate` answers. */
  simulation: object = { outcome: 'accepted' };
  /** What it does when a document is to be applied, instead of answering. */
  insteadOfApplying: 'silence' | 'hang-up' | undefined;
  private history: ProgrammeHistory = { versions: [] };
  private readonly documents = new Map<number, string>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(
    document: string,
    readonly now: number,
  ) {
    this.add(document);
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The numbers of the versions there are. */
  get versions(): number[] {
    return this.history.versions.map(({ programme }) => programme.version);
  }

  /** The document that was last applied. */
  get document(): string {
    return this.documents.get(this.versions.at(-1) ?? 0) ?? '';
  }

  private add(document: string): boolean {
    const programme = parseProgramme(document);
    const history = addVersion(this.history, programme, this.now);
    const changed = history !== this.history;
    if (changed) this.documents.set(programme.version, document);
    this.history = history;
    return changed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { method = '', url: path = '', headers } = request;
    this.requests.push({ method, path, headers });
    const answer = (status: number, value: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    switch (`${method} ${path}`) {
      case 'GET /v1/programme': {
        const inForce = this.history.versions.findLast(({ effectiveFrom }) => effectiveFrom <= this.now);
        return answer(200, {
          ...this.shown(inForce?.programme.version),
          document: this.documents.get(inForce?.programme.version ?? 0),
        });
      }
      case 'GET /v1/programme/versions':
        return answer(200, { items: this.versions.map((version) => this.shown(version)) });
      case 'POST /v1/programme':
        if (this.insteadOfApplying === 'silence') return;
        if (this.insteadOfApplying === 'hang-up') return void request.socket.destroy();
        return this.apply(body, answer);
      case 'POST /v1/programme/simulate':
        return answer(200, { ...this.simulation, asked: JSON.parse(body) });
      default:
        return answer(404, { code: 'UNKNOWN_ROUTE', detail: path });
    }
  }

  private apply(document: string, answer: (status: number, value: object) => void): void {
    try {
      const changed = this.add(document);
      answer(changed ? 201 : 200, this.shown(parseProgramme(document).version));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      answer(422, { code, detail: 'The document is refused.', errors: errorsOf(error, document) });
    }
  }

  private shown(version: number | undefined): object {
    const found = this.history.versions.find(({ programme }) => programme.version === version);
    const from = found?.effectiveFrom ?? -Infinity;
    return {
      programmeId: found?.programme.id,
      version,
      effectiveFrom: from === -Infinity ? null : new Date(from).toISOString(),
    };
  }
}

function errorsOf(error: unknown, document: string): object[] {
  if (error instanceof ProgrammeError) return [...error.mistakes];
  const refusals = error instanceof Error && 'refusals' in error ? (error.refusals as Refusal[]) : [];
  return refusals.map(({ path, message }) => ({ ...placeInProgramme(document, path), where: path.join('.'), message }));
}
