export { countedGoods, type Order } from './domain/order.js';
export type { OrderEvent } from './domain/fold-orders.js';
export { ordersMigrations } from './migrations/index.js';
export { COUNTED_ORDERS } from './store/counted-orders.js';
export { forgetEventsOf } from './store/forget-events-of.js';
export { holdOrdersOf } from './store/hold-orders-of.js';
export { ORDERED_LINES } from './store/ordered-lines.js';
export { recordOrders, type RecordedOrders } from './store/record-orders.js';
