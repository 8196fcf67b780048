/** Jest's globalTeardown of the project `int`, also when specs failed. */
export default async function () {
  const { endTestRun } = await import('@perennial/testing/test-run');
  await endTestRun();
}
