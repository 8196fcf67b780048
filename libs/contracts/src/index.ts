export * from './bucket.js';
export * from './define-event.js';
export * from './envelope.js';
export * from './order-of-things.js';
