export type * from './tx.js';
