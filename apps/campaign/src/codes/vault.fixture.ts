import type { RandomBytes } from '@perennial/codes';

import { CodeVault } from './code-vault.js';

export const A_CODE_KEY = Buffer.alloc(32, 7);

/** A vault of tests: its key is always the same, its codes are not unless told otherwise. */
export const aVault = (random?: RandomBytes): CodeVault => new CodeVault(A_CODE_KEY, random);
