import { join } from 'node:path';

import type { RunMode } from '../platform/run-mode.js';
import type { ServiceUrls } from '../platform/services.js';
import { usualDataDir } from '../platform/workspace.js';

const servers: Readonly<Record<RunMode['kind'], string>> = {
  embedded: 'with a Kafka and a Postgres of its own',
  docker: 'in Docker',
  external: 'on your Kafka and Postgres',
};

export const greeting = (kind: RunMode['kind']): string => `Perennial ${servers[kind]}`;

/** What a person can do once everything is up. */
export function whatToTry(kind: RunMode['kind'], urls: ServiceUrls, withShop: boolean, dataDir: string): string[] {
  const elsewhere = dataDir === usualDataDir ? '' : ` --data-dir ${dataDir}`;
  return [
    '',
    `  ledger    ${urls.ledger}/openapi.json`,
    `  campaign  ${urls.campaign}/openapi.json`,
    `  metrics   ${urls.metrics}/openapi.json`,
    '',
    '  Try, in another terminal:',
    `    npm run perennial -- publish --customer c-1 --total 100.00 --currency USD${elsewhere}`,
    `    curl -s ${urls.ledger}/v1/members/c-1`,
    ...(withShop ? [`    curl -s ${urls.ledger}/v1/members/demo-1/statement`] : []),
    '',
    withShop
      ? '  A small simulated shop sends about ten events a second. Ctrl-C stops everything; the data stay.'
      : '  Ctrl-C stops everything; the data stay.',
    `  Logs: ${kind === 'docker' ? 'docker compose logs' : join(dataDir, 'logs')}`,
    '',
  ];
}
