import { randomBytes } from 'node:crypto';

/** The servers of a test run. */
export interface TestStack {
  readonly brokers: readonly string[];
  /** Owner of a whole server; specs take a database of their own with `freshDatabase`. */
  readonly postgresUrl: string;
}

/** How the stack of a run reaches the specs, which run in processes of their own. */
export const STACK_VARIABLE = 'PERENNIAL_TEST_STACK';

/**
 * The one Kafka and Postgres of this run of the integration tests. Never kill them: other specs use them too
 * (`ownStack` is for that).
 *
 * @throws Error outside the project `int` of jest.config.mjs
 */
export async function testStack(): Promise<TestStack> {
  const json = process.env[STACK_VARIABLE];
  if (json === undefined) {
    throw new Error(
      'There is no test stack here: name the file *.int.spec.ts and run it with npm run test:int -- <path>',
    );
  }
  return JSON.parse(json) as TestStack;
}

/** A prefix for topics and consumer groups that no other spec uses, such as `t3f9c01ab.`. */
export function uniquePrefix(): string {
  return `t${randomBytes(4).toString('hex')}.`;
}
