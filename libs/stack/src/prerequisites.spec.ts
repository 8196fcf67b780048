import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { findJava } from './java.js';
import { kafkaClassPath } from './kafka-jars.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'perennial-prerequisites-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A stand-in for a program; returns its directory. */
function program(home: string, name: string, script: string): string {
  const bin = join(directory, home, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

const java = (home: string, version: string): string =>
  program(home, 'java', `echo 'openjdk version "${version}"' >&2`);

describe('findJava', () => {
  it.each(['17.0.15', '24-ea', '25'])('takes Java %s', (version) => {
    expect(findJava({ PATH: java('one', version) })).toBe('java');
  });

  it('prefers JAVA_HOME, and passes it over when it is too old', () => {
    const path = java('new', '21.0.1');
    const home = (name: string): string => join(directory, name);
    java('newer', '25');
    java('old', '11.0.2');
    expect(findJava({ PATH: path, JAVA_HOME: home('newer') })).toBe(join(home('newer'), 'bin', 'java'));
    expect(findJava({ PATH: path, JAVA_HOME: home('old') })).toBe('java');
    expect(findJava({ PATH: path, JAVA_HOME: home('nowhere') })).toBe('java');
  });

  it.each([
    ['1.8.0_452', 'Java 8'],
    ['16.0.2', 'Java 16'],
  ])('refuses Java %s by its number, and says what to install and the Docker way', (version, named) => {
    const attempt = (): unknown => findJava({ PATH: java('old', version) });
    expect(attempt).toThrow(expect.objectContaining({ code: 'JAVA_MISSING' }));
    expect(attempt).toThrow(named);
    expect(attempt).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/openjdk.*17.*docker compose up/s) }),
    );
  });

  it('says so when there is no Java at all', () => {
    expect(() => findJava({ PATH: directory })).toThrow('no Java was found');
  });
});

describe('kafkaClassPath', () => {
  const download = (script?: string): Promise<string> => {
    const path = script === undefined ? directory : program('maven', 'mvn', script);
    return kafkaClassPath({
      onStep: () => undefined,
      cacheDir: join(directory, 'cache'),
      env: { PATH: `${path}:/bin:/usr/bin` },
    });
  };
  const outputDirectory = `for a; do case $a in -DoutputDirectory=*) out=\${a#*=};; esac; done`;

  it('says what to install when the jars are not cached and there is no Maven', async () => {
    const env = { PATH: directory };
    const attempt = kafkaClassPath({ onStep: () => undefined, cacheDir: join(directory, 'cache'), env });
    await expect(attempt).rejects.toMatchObject({
      code: 'MAVEN_MISSING',
      remedy: expect.stringMatching(/install maven.*docker compose up/s),
    });
  });

  it('gives the reason of Maven in one line, and keeps no half download', async () => {
    const half = `${outputDirectory}; touch $out/half.jar; echo '[INFO] x'; echo '[ERROR] no route to host'; echo '[ERROR] more'; exit 1`;
    await expect(download(half)).rejects.toMatchObject({
      code: 'KAFKA_DOWNLOAD_FAILED',
      message: expect.stringMatching(/no route to host$/),
    });
    expect(readdirSync(join(directory, 'cache'))).toEqual([]);
  });

  it('does not take what a killed download has left for the jars, and asks Maven only once', async () => {
    await expect(download(`${outputDirectory}; touch $out/half.jar; kill -9 $$`)).rejects.toMatchObject({
      code: 'KAFKA_DOWNLOAD_FAILED',
    });
    const classPath = await download(`${outputDirectory}; touch $out/b.jar $out/a.jar`);
    expect(basename(classPath)).toBe('*');
    expect(readdirSync(dirname(classPath))).toEqual(['a.jar', 'b.jar']);
    expect(readdirSync(join(directory, 'cache'))).toEqual([basename(dirname(classPath))]);
    expect(await download('exit 1')).toBe(classPath);
  });
});
