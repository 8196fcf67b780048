import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const libraries = ['contracts', 'persistence', 'messaging', 'service', 'stack', 'testing'].map(
  (name) => `@perennial/${name}`,
);

/** Jest's globalSetup of the project `int`: one Kafka and one Postgres for all specs of the run. */
export default async function () {
  // Jest loads this file as plain Node, so the libraries behind it must be built; `npm test` has done so before.
  if (!process.env.PERENNIAL_TESTS_BUILT) {
    const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
    execFileSync(process.execPath, [nx, 'run-many', '-t', 'build', '-p', libraries.join(',')], { stdio: 'pipe' });
  }
  const { startTestRun } = await import('@perennial/testing/test-run');
  await startTestRun((line) => process.stderr.write(`${line}\n`));
}
