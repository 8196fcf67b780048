/** The programme's time zone: in which a purchase falls on a day. */
export const TIME_ZONE = Symbol('TIME_ZONE');
