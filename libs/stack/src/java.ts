import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { dockerWay, StackError } from './stack-error.js';

/** Kafka 4 brokers run on nothing older. */
const JAVA_OLDEST = 17;

/**
 * The command of a Java that can run the broker: that of JAVA_HOME when it is new enough, else the one on the PATH.
 *
 * @throws StackError `JAVA_MISSING` when there is none, naming what was found
 */
export function findJava(env: NodeJS.ProcessEnv = process.env): string {
  const candidates = [...(env['JAVA_HOME'] ? [join(env['JAVA_HOME'], 'bin', 'java')] : []), 'java'];
  const found: string[] = [];
  for (const command of candidates) {
    const version = versionOf(command, env);
    if (version !== undefined && version >= JAVA_OLDEST) return command;
    if (version !== undefined) found.push(`${command} is Java ${version}`);
  }
  throw new StackError(
    'JAVA_MISSING',
    `The embedded Kafka needs Java ${JAVA_OLDEST} or newer; ${found.length > 0 ? found.join(', ') : 'no Java was found (JAVA_HOME, PATH)'}.`,
    `Install one, for example: ${howToInstall('openjdk-17-jre-headless', 'openjdk@17')}, or set JAVA_HOME. ${dockerWay}`,
  );
}

function versionOf(command: string, env: NodeJS.ProcessEnv): number | undefined {
  const { status, stderr, stdout } = spawnSync(command, ['-version'], { encoding: 'utf8', env });
  // `"17.0.15"`, `"24-ea"`; up to Java 8 the number that counts was the second: `"1.8.0_452"`.
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(`${stderr}${stdout}`) ?? [];
  if (status !== 0 || first === undefined) return undefined;
  return first === '1' ? Number(second) : Number(first);
}

export function howToInstall(debian: string, homebrew: string): string {
  return process.platform === 'darwin' ? `brew install ${homebrew}` : `apt-get install ${debian}`;
}
