/** The identity of an event as `identityOf` makes it, of columns `source` and `id`. */
export const EVENT_KEY = `substr(encode(sha256(convert_to(source, 'UTF8') || '\\x00'::bytea || convert_to(id, 'UTF8')), 'hex'), 1, 32)::uuid`;
