export type { Clock } from './clock.js';
export type { ServiceConfig } from './config.js';
export { migrateService } from './migrate-service.js';
export { noQuery, pageQuery } from './page-query.js';
export { ProblemError } from './problem-error.js';
export { runService } from './run-service.js';
export { defineService, type ServiceDefinition } from './service-definition.js';
export { CHUNK_HANDLER, CLOCK, CONFIG, DELIVERY, LOG, REGISTRY } from './tokens.js';
