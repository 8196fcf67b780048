import { resolve } from 'node:path';

import { UserError } from '../user-error.js';

/** What commander gives. */
export interface StartFlags {
  readonly docker?: boolean;
  readonly demo: boolean;
  readonly seed: string;
  readonly programme: string;
  readonly dataDir: string;
  readonly import?: string;
  readonly columns?: string;
  readonly currency?: string;
  readonly clvCutoff?: string;
  readonly json?: boolean;
  readonly exit?: boolean;
}

export interface StartOptions {
  readonly docker: boolean;
  /** The simulated shop's seed; absent: no shop. */
  readonly seed?: number;
  readonly programme: string;
  readonly dataDir: string;
  readonly import?: {
    readonly file: string;
    readonly columns: string;
    readonly currency: string;
    readonly clvCutoff?: string;
  };
  readonly json: boolean;
  readonly exit: boolean;
}

/** @throws UserError for flags that do not belong together or a seed that is no number */
export function startOptions(flags: StartFlags): StartOptions {
  const { docker = false, json = false, exit = false } = flags;
  if (!/^\d{1,9}$/.test(flags.seed))
    throw new UserError(`--seed: "${flags.seed}" is not a whole number of up to 9 digits`);
  const shared = { docker, json, exit, programme: resolve(flags.programme), dataDir: resolve(flags.dataDir) };
  if (flags.import === undefined) {
    const stray = (['columns', 'currency', 'clvCutoff', 'json'] as const).find((name) => flags[name] !== undefined);
    if (stray !== undefined) {
      throw new UserError(
        `--${stray === 'clvCutoff' ? 'clv-cutoff' : stray} belongs to --import FILE.csv, which is not given`,
      );
    }
    return { ...shared, ...(flags.demo && !exit ? { seed: Number(flags.seed) } : {}) };
  }
  if (flags.columns === undefined) {
    throw new UserError(
      '--import needs --columns, for example: --columns customer=customer_id,date=date,amount=amount_usd',
    );
  }
  if (flags.currency === undefined) throw new UserError('--import needs --currency, for example: --currency USD');
  return {
    ...shared,
    import: {
      file: resolve(flags.import),
      columns: flags.columns,
      currency: flags.currency,
      ...(flags.clvCutoff === undefined ? {} : { clvCutoff: flags.clvCutoff }),
    },
  };
}
