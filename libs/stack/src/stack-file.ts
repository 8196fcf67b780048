import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

/** A service that runs, as written to `stack.json`. */
export interface RunningService {
  readonly url: string;
  readonly pid?: number;
  /** Connection string of the service's own database, with its runtime role. */
  readonly databaseUrl?: string;
}

/** Everything that runs, for other programs to find. Pids are absent for servers that were not started here. */
export interface StackDocument {
  readonly kafka?: {
    readonly brokers: readonly string[];
    /** Where they want TLS or a login, as `@perennial/messaging` has it. */
    readonly security?: object | undefined;
    readonly pid?: number;
  };
  readonly postgres?: { readonly url: string; readonly pid?: number };
  readonly services?: Readonly<Record<string, RunningService>>;
  /** Where the services' clocks were started, when not at the real time. RFC 3339. */
  readonly now?: string;
  /** When that was by the real clock. RFC 3339. */
  readonly nowWas?: string;
}

/**
 * `stack.json` in a data directory. Writing is atomic, so a reader sees the old or the new document, never half of one;
 * the file holds passwords and is readable by its owner only. One process writes, any number read.
 */
export class StackFile {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'stack.json');
  }

  /** @returns the document, empty when there is none or somebody has damaged it */
  read(): StackDocument {
    try {
      const value: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    } catch {
      return {};
    }
  }

  /** Replaces the sections that are given; `undefined` removes a section. The last section to go takes the file with it. */
  merge(sections: { [Section in keyof StackDocument]?: StackDocument[Section] | undefined }): void {
    const merged = Object.entries({ ...this.read(), ...sections }).filter(([, section]) => section !== undefined);
    if (merged.length === 0) return this.remove();
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${JSON.stringify(Object.fromEntries(merged), null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, this.path);
  }

  /** Writes, or with `undefined` removes, one service and leaves the others as they are. */
  setService(name: string, service: RunningService | undefined): void {
    const services = { ...this.read().services };
    if (service) services[name] = service;
    else delete services[name];
    this.merge({ services: Object.keys(services).length > 0 ? services : undefined });
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
