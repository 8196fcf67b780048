export * from './load-programme.js';
export * from './programme-error.js';
export * from './programme-json-schema.js';
export * from './programme.schema.js';
