export type * from './chunk-handler.js';
