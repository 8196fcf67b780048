/** What a service's module may ask for by injection, next to the `Database` (by its class). */
export const CLOCK = Symbol('CLOCK');
export const CONFIG = Symbol('CONFIG');
export const LOG = Symbol('LOG');
export const REGISTRY = Symbol('REGISTRY');
export const DELIVERY = Symbol('DELIVERY');

/** What a service's module must provide: its `ChunkHandler`. */
export const CHUNK_HANDLER = Symbol('CHUNK_HANDLER');
