import { readFileSync } from 'node:fs';

const swc = { ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')), swcrc: false };
delete swc.$schema;

/** One Jest project per kind of test; the suffix of a spec file says which kind it is. */
const kind = (displayName, testRegex, more = {}) => ({
  displayName,
  testRegex,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@perennial/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['/dist/', '/\\.perennial/', '/\\.nx/'],
  setupFiles: ['reflect-metadata'],
  ...more,
});

export default {
  projects: [
    kind('unit', '/src/(?!.*\\.(int|e2e)\\.spec\\.ts$).*\\.spec\\.ts$'),
    kind('int', '\\.int\\.spec\\.ts$', {
      globalSetup: '<rootDir>/tools/test-stack-up.mjs',
      globalTeardown: '<rootDir>/tools/test-stack-down.mjs',
    }),
    kind('e2e', '\\.e2e\\.spec\\.ts$'),
  ],
  testTimeout: 180_000,
};
