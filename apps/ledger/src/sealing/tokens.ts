/** The key checkpoints are signed with. */
export const SIGNING_KEY = Symbol('SIGNING_KEY');

/** The public keys whose signatures are believed, the one in use first. */
export const TRUSTED_KEYS = Symbol('TRUSTED_KEYS');

/** A function without arguments: the seals verified, as `VerifySeals` gives it. */
export const VERIFY_SEALS = Symbol('VERIFY_SEALS');
