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

/** The versions that ratios are promised against. */
const PINS = { lifetimes: '0.11.3', numpy: '1.26.4', pandas: '1.5.3', scipy: '1.10.1', autograd: '1.6.2' };

/** What is installed of lifetimes and what it stands on. */
export interface Installed {
  /** Such as "lifetimes 0.11.3, numpy 1.26.4, Python 3.10.12". */
  readonly text: string;
  /** Those that are not of the version a comparison is promised with, such as "numpy 2.0.0 instead of 1.26.4". */
  readonly otherThanPinned: readonly string[];
}

/** Undefined where it is not installed. */
export async function lifetimesOf(python: string): Promise<Installed | undefined> {
  const ask =
    'import json, platform, lifetimes; from importlib.metadata import version; ' +
    `print(json.dumps({**{name: version(name) for name in ${JSON.stringify(Object.keys(PINS))}}, "Python": platform.python_version()}))`;
  return run(python, ['-c', ask]).then(
    ({ stdout }) => installedOf(JSON.parse(stdout) as Record<string, string>),
    () => undefined,
  );
}

export function installedOf(versions: Readonly<Record<string, string>>): Installed {
  return {
    text: Object.entries(versions)
      .map((each) => each.join(' '))
      .join(', '),
    otherThanPinned: Object.entries(PINS)
      .filter(([name, pinned]) => versions[name] !== pinned)
      .map(([name, pinned]) => `${name} ${versions[name] ?? 'missing'} instead of ${pinned}`),
  };
}
