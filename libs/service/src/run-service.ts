import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Delivery, Log } from '@perennial/messaging';
import { checkDurability, checkSchema, classify, Database } from '@perennial/persistence';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { z } from 'zod';
import { clockFrom } from './clock.js';
import { readConfig, type ServiceConfig } from './config.js';
import { ConfigInvalid, PortTaken } from './errors.js';
import { fitHttpEdge } from './http-edge.js';
import { FrameworkLog, JsonLog } from './log.js';
import { Readiness } from './readiness.js';
import type { ServiceDefinition } from './service-definition.js';
import { ServiceModule } from './service.module.js';
import { ServiceProcess } from './service-process.js';
import { CHUNK_HANDLER, DELIVERY } from './tokens.js';

const LONGEST_RETRY_MS = 5_000;
/** Requests that are still being answered when the process stops. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * The whole life of a service process, from its settings to its exit code: 0 stopped when asked, 2 wrong settings (each
 * named on standard error), 1 anything else, told in the last line of the log.
 */
export async function runService<Settings extends z.ZodRawShape>(
  definition: ServiceDefinition<Settings>,
): Promise<void> {
  const config = configOrExit(() => readConfig(definition, process.env));
  const log = new JsonLog(definition.name, config.logLevel);
  const running = new RunningService();
  const ending = new ServiceProcess(log, () => running.stop());
  try {
    await running.start(definition, config, log, (error) => ending.fatal(error));
  } catch (error) {
    if (running.stopping) return;
    if (error instanceof ConfigInvalid) exitFor(error);
    ending.fatal(error);
  }
}

/** Prints what is wrong with the environment and ends the process with code 2: a mistake of the operator has no stack trace. */
export function configOrExit<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    exitFor(error);
  }
}

function exitFor(error: ConfigInvalid): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

/** What has been started so far, so that a stop at any moment ends just that. */
class RunningService {
  stopping = false;
  private db: Database | undefined;
  private app: NestExpressApplication | undefined;
  private delivery: Delivery | undefined;

  async start(
    definition: ServiceDefinition,
    config: ServiceConfig,
    log: Log,
    onFatal: (error: Error) => void,
  ): Promise<void> {
    this.db = await this.connect(definition.name, config.databaseUrl, log);
    await checkSchema(this.db, definition.migrations);
    if (config.production) await checkDurability(this.db);

    const registry = new Registry();
    registry.setDefaultLabels({ service: definition.name });
    collectDefaultMetrics({ register: registry });
    const clock = clockFrom(config.now);
    const root = ServiceModule.of({ definition, config, db: this.db, clock, log, registry, onFatal });
    const app = await NestFactory.create<NestExpressApplication>(root, {
      logger: new FrameworkLog(log),
      abortOnError: false,
      bodyParser: false,
    });
    app.get(CHUNK_HANDLER, { strict: false });
    fitHttpEdge(app, { service: definition.name, log, registry });
    if (this.stopping) return;
    this.app = app;
    const port = await listen(app, config);
    log.info('listening', { url: `http://${config.host}:${port}`, now: clock().toISOString() });

    if (this.stopping) return;
    this.delivery = app.get<Delivery>(DELIVERY);
    await this.delivery.start();
    log.info('started', { topics: definition.topics });
  }

  /** New requests are refused first, then events are finished and published, then the rest goes. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.app) {
      this.app.get(Readiness).stopping = true;
      await closeHttp(this.app.getHttpServer());
    }
    await this.delivery?.stop();
    await this.app?.close();
    await this.db?.close();
  }

  private async connect(service: string, url: string, log: Log): Promise<Database> {
    for (let waitMs = 250; ; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
      try {
        return await Database.connect({
          url,
          applicationName: `perennial-${service}`,
          onConnectionLost: (error) => log.warn('an idle database connection was lost', { cause: error }),
        });
      } catch (error) {
        if (classify(error) !== 'infrastructure') throw error;
        log.warn('waiting for the database', { cause: error, nextTryMs: waitMs });
        await sleep(waitMs);
      }
    }
  }
}

async function listen(app: NestExpressApplication, { port, host }: ServiceConfig): Promise<number> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new PortTaken(`port ${port} of ${host} is taken by another process: stop that one, or choose another port`, {
      cause: error,
    });
  }
  const server: Server = app.getHttpServer();
  return (server.address() as AddressInfo).port;
}

/** Stops accepting, lets running requests end, and cuts those that take too long. */
async function closeHttp(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const late = setTimeout(() => server.closeAllConnections(), ANSWER_WITHIN_MS);
  await closed;
  clearTimeout(late);
}
