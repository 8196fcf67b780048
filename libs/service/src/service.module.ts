import { hostname } from 'node:os';
import { type DynamicModule, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type ChunkHandler, Delivery, openEventLog, type Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import type { Registry } from 'prom-client';
import type { Clock } from './clock.js';
import type { ServiceConfig } from './config.js';
import { HealthRoute } from './health.route.js';
import { MetricsRoute } from './metrics.route.js';
import { ParkedRoute } from './parked.route.js';
import { QuarantineRoute } from './quarantine.route.js';
import { Readiness } from './readiness.js';
import type { ServiceDefinition } from './service-definition.js';
import { CHUNK_HANDLER, CLOCK, CONFIG, DELIVERY, LOG, REGISTRY } from './tokens.js';

export interface Surroundings {
  readonly definition: ServiceDefinition;
  readonly config: ServiceConfig;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Registry;
  readonly onFatal: (error: Error) => void;
}

/** How long a stop may take for finishing the running chunk: within the ten seconds the process has. */
const DRAIN_MS = 7_000;

/** What every module of a service can inject without importing anything. */
@Module({})
class SurroundingsModule {
  static of(surroundings: Surroundings): DynamicModule {
    const { config, db, clock, log, registry } = surroundings;
    const providers = [
      { provide: Database, useValue: db },
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: LOG, useValue: log },
      { provide: REGISTRY, useValue: registry },
      { provide: DELIVERY, useFactory: (modules: ModuleRef) => deliveryOf(surroundings, modules), inject: [ModuleRef] },
    ];
    return { module: SurroundingsModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}

/** A whole service: its own module, and what all services serve alike. */
@Module({})
export class ServiceModule {
  static of(surroundings: Surroundings): DynamicModule {
    return {
      module: ServiceModule,
      imports: [SurroundingsModule.of(surroundings), surroundings.definition.module],
      controllers: [HealthRoute, MetricsRoute, ParkedRoute, QuarantineRoute],
      providers: [Readiness],
    };
  }
}

/** The handler is looked up at its first chunk: what it is built from may itself inject what is built here. */
async function deliveryOf(
  { definition, config, db, clock, log, registry, onFatal }: Surroundings,
  modules: ModuleRef,
): Promise<Delivery> {
  let found: ChunkHandler | undefined;
  const handler = () => (found ??= modules.get<ChunkHandler>(CHUNK_HANDLER, { strict: false }));
  return new Delivery({
    service: definition.name,
    source: `/perennial/${definition.name}`,
    ...config.kafka,
    topicPrefix: config.topicPrefix,
    topics: definition.topics,
    db,
    handler: {
      handle: (events, tx, chunk) => handler().handle(events, tx, chunk),
      forgottenAmong: (customerIds, tx) => handler().forgottenAmong(customerIds, tx),
    },
    clock,
    log,
    registry,
    onFatal,
    timing: { drainMs: DRAIN_MS },
    eventLog: await openEventLog(config.kafkaClient, {
      ...config.kafka,
      clientId: `${definition.name}@${hostname()}/${process.pid}`,
      log,
    }),
  });
}
