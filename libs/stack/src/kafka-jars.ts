import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { howToInstall } from './java.js';
import { dockerWay, StackError } from './stack-error.js';

const POM = new URL('../kafka/pom.xml', import.meta.url);

export interface KafkaJarsOptions {
  readonly onStep: (text: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** Where jars are kept across projects; default `perennial` in the user's cache directory. */
  readonly cacheDir?: string | undefined;
}

/**
 * The class path of the broker. Maven resolves the pinned pom.xml once per user; the directory appears under its final
 * name only when it is complete, so that an interrupted download is not mistaken for one.
 *
 * @throws StackError `MAVEN_MISSING`, `KAFKA_DOWNLOAD_FAILED`
 */
export async function kafkaClassPath({ onStep, env = process.env, cacheDir }: KafkaJarsOptions): Promise<string> {
  const pom = readFileSync(POM);
  const cache = cacheDir ?? join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'perennial');
  const target = join(cache, `kafka-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`);
  if (!existsSync(target)) await download(pom, cache, target, onStep, env);
  return join(target, '*'); // the JVM's own wildcard: keeps the command line short enough to read
}

async function download(
  pom: Buffer,
  cache: string,
  target: string,
  onStep: (text: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  onStep('Downloading Kafka with Maven (43 MB, once)');
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  const work = `${draft}.pom`;
  try {
    mkdirSync(draft, { recursive: true });
    mkdirSync(work);
    writeFileSync(join(work, 'pom.xml'), pom);
    await maven(work, draft, env);
    try {
      renameSync(draft, target);
    } catch (error) {
      if (!existsSync(target)) throw error; // another start was faster: its jars are the same
    }
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError(
      'KAFKA_DOWNLOAD_FAILED',
      `Kafka's jars could not be put into ${cache}: ${error instanceof Error ? error.message : String(error)}`,
      'Make that directory writable, or choose another with XDG_CACHE_HOME.',
      { cause: error },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function maven(work: string, draft: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies'];
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', [...args, '-DincludeScope=runtime', `-DoutputDirectory=${draft}`], {
      env,
      cwd: work,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8_192);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return reject(error);
      reject(
        new StackError(
          'MAVEN_MISSING',
          'Maven is needed once, to download the embedded Kafka, and no mvn was found on the PATH.',
          `Install it, for example: ${howToInstall('maven', 'maven')}. ${dockerWay}`,
        ),
      );
    });
    child.once('close', (code) => (code === 0 ? resolve() : reject(downloadFailed(output))));
  });
}

function downloadFailed(output: string): StackError {
  const reason = output
    .replace(/\x1b\[[0-9;]*m/g, '')
    .split('\n')
    .find((line) => line.includes('[ERROR]'));
  return new StackError(
    'KAFKA_DOWNLOAD_FAILED',
    `Maven could not download the embedded Kafka: ${reason?.replace('[ERROR]', '').trim() || 'it gave no reason'}`,
    `Check the network and Maven's settings (proxy, mirror), then start again; what is complete is kept. ${dockerWay}`,
  );
}
