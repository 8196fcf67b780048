import { kafkaVariables } from '@perennial/messaging';

import { matches, read, sources } from './repository.fixture.js';

/** Read by what has no settings of its own: npm, tests, and helpers of tests. */
const NOT_FOR_OPERATORS = new Set([
  ...['npm_lifecycle_event', 'PATH'],
  ...['PERENNIAL_DATA', 'TEST_BACKEND', 'TESTCONTAINERS_RYUK_DISABLED'],
]);
/** What a service reads of its own database and port carries its name. */
const OWN = ['LEDGER', 'CAMPAIGN', 'METRICS'].map((name) => (key: string) => key.replace(/^OWN_/, `${name}_`));

/** Of schemas of settings, of the environment that is read directly, and of docker-compose.yml. */
function variablesRead(): string[] {
  const inSources = sources()
    .filter(({ path }) => !path.endsWith('.fixture.ts'))
    .flatMap(({ path, text }) => [
      ...(path.endsWith('config.ts') ? matches(text, /^ {2,4}([A-Z][A-Z0-9_]+): /gm) : []),
      ...matches(text, /\benv\['([A-Za-z_]+)'\]/g),
      ...matches(text, /variablesOf\(\w+, '([A-Z_]+)'\)/g),
    ]);
  const inCompose = matches(read('docker-compose.yml'), /\$\{([A-Z_]+):-/g);
  const all = [...kafkaVariables, ...inSources, ...inCompose].flatMap((key) => OWN.map((named) => named(key)));
  return [...new Set(all)].filter((key) => !NOT_FOR_OPERATORS.has(key)).toSorted();
}

/** Of the first column of the tables. */
const documented = [
  ...new Set(
    matches(read('docs/settings.md'), /^\| (`[A-Z].*?) \|/gm).flatMap((cell) => matches(cell, /`([A-Z][A-Z0-9_]*)`/g)),
  ),
].toSorted();

describe('docs/settings.md', () => {
  it('has a row for every variable that is read, and for no other', () => {
    expect(documented).toEqual(variablesRead());
  });

  it('has all of .env.example, which has all that docker-compose.yml passes on', () => {
    const inExample = matches(read('.env.example'), /^([A-Z_]+)=/gm);
    const ofCompose = matches(read('docker-compose.yml'), /\$\{([A-Z_]+):-/g);
    expect(inExample.toSorted()).toEqual([...new Set(ofCompose)].toSorted());
    expect(inExample.filter((key) => !documented.includes(key))).toEqual([]);
  });
});
