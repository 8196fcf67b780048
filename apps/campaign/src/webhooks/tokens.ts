/** Where webhooks may go: a `Reach`. */
export const REACH = Symbol('REACH');

/** Jobs of webhooks, which start and stop with the service. */
export const DELIVER_WEBHOOKS = Symbol('DELIVER_WEBHOOKS');
export const DROP_OLD_DELIVERIES = Symbol('DROP_OLD_DELIVERIES');
