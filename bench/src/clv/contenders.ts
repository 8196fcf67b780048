import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { projectRoot } from '../arms/arm.js';

const run = promisify(execFile);

/** Both sides on one thread: numpy's libraries would take them all. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

type Parameters = Readonly<Record<string, number>>;

export interface Fitted {
  readonly params: Parameters;
  readonly seconds: number;
}

/** What `perennial.main.ts` prints. */
export interface OursMeasured {
  readonly purchases: Fitted;
  readonly spend: Fitted;
  readonly valuesSeconds: number;
  readonly peakMiB: number;
}

/** A fit of the other side; its log-likelihood is in the unit of the data, or it says why there is none. */
export type TheirFit = (Fitted & { readonly logLikelihood: number }) | { readonly failed: string };

/** What `measure_lifetimes.py` prints. */
export interface TheirsMeasured {
  readonly version: string;
  readonly purchases: TheirFit;
  /** Equal histories put together first, which is counted. */
  readonly weighted: TheirFit;
  readonly spend: TheirFit;
  readonly valuesSeconds: number;
  /** Of our parameters, by their formula. */
  readonly oursLogLikelihood: number;
  readonly oursSpendLogLikelihood: number;
}

export async function measureOurs(dataFile: string, valuesFile: string): Promise<OursMeasured> {
  const script = join(projectRoot, 'bench/dist/clv/perennial.main.js');
  const { stdout } = await run(process.execPath, [script, dataFile, valuesFile]);
  return JSON.parse(stdout) as OursMeasured;
}

export async function measureTheirs(
  python: string,
  dataFile: string,
  ours: OursMeasured,
  valuesFile: string,
): Promise<TheirsMeasured> {
  const script = join(projectRoot, 'bench/src/clv/measure_lifetimes.py');
  const env = { ...process.env, ...ONE_THREAD };
  const { stdout } = await run(python, [script, dataFile, JSON.stringify(ours), valuesFile], { env });
  return JSON.parse(stdout) as TheirsMeasured;
}

/** What is installed with lifetimes, such as "lifetimes 0.11.3, numpy 1.26.4"; undefined where it is not. */
export async function lifetimesOf(python: string): Promise<string | undefined> {
  const ask =
    'import lifetimes, numpy, scipy, platform; ' +
    'print(f"lifetimes {lifetimes.__version__}, numpy {numpy.__version__}, scipy {scipy.__version__}, Python {platform.python_version()}")';
  return run(python, ['-c', ask]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
