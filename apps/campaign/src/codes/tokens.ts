/** Draws, seals and opens codes: the `CodeVault`. */
export const CODE_VAULT = Symbol('CODE_VAULT');

/** The job that ends offers whose codes were not used in time. */
export const END_OFFERS = Symbol('END_OFFERS');

/** The job that takes over codes of before they were sealed. */
export const SEAL_OLD_CODES = Symbol('SEAL_OLD_CODES');
