import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Lints a text as if it stood in the file, with the workspace's own configuration; returns what was found. */
function lint(file: string, text: string): string[] {
  const eslint = spawnSync(
    process.execPath,
    ['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', file, '--format', 'json'],
    {
      cwd: root,
      input: text,
      encoding: 'utf8',
    },
  );
  const results: { messages: { message: string }[] }[] = JSON.parse(eslint.stdout);
  return results.flatMap((result) => result.messages.map(({ message }) => message));
}

describe('module boundaries', () => {
  it.each([
    ['an app that imports another app', 'apps/ledger/src/handlers/x.ts', `import '@perennial/campaign';\n`],
    [
      'an app that reaches into another app by path',
      'apps/ledger/src/handlers/x.ts',
      `import '../../../campaign/src/main.js';\n`,
    ],
    ['a lib that imports an app', 'libs/messaging/src/x.ts', `import '@perennial/ledger';\n`],
    ['a lib that imports a lib above it', 'libs/contracts/src/x.ts', `import '@perennial/messaging';\n`],
    ['a domain that imports Nest', 'apps/ledger/src/domain/x.ts', `import '@nestjs/common';\n`],
    ['a domain that imports TypeORM', 'apps/campaign/src/domain/rules/x.ts', `import 'typeorm';\n`],
    ['a domain that imports the database', 'apps/metrics/src/domain/x.ts', `import '@perennial/persistence';\n`],
    ['a domain that reads the clock', 'apps/ledger/src/domain/x.ts', `export const now = new Date();\n`],
    ['a domain that draws lots', 'apps/ledger/src/domain/x.ts', `export const lot = Math.random();\n`],
  ])('refuses %s', (_title, file, text) => {
    expect(lint(file, text)).toHaveLength(1);
  });

  it('allows a domain the contracts and its neighbours', () => {
    expect(lint('apps/ledger/src/domain/x.ts', `import '@perennial/contracts';\nimport './y.js';\n`)).toEqual([]);
  });
});
