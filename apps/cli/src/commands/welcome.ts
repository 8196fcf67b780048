import { join } from 'node:path';

import type { Programme } from '@perennial/programme';

import { digitsOf } from '../import/import-plan.js';
import type { RunMode } from '../platform/run-mode.js';
import type { ServiceUrls } from '../platform/services.js';
import { usualDataDir } from '../platform/workspace.js';

const servers: Readonly<Record<RunMode['kind'], string>> = {
  embedded: 'with a Kafka and a Postgres of its own',
  docker: 'in Docker',
  external: 'on your Kafka and Postgres',
};

export const greeting = (kind: RunMode['kind']): string => `Perennial ${servers[kind]}`;

export interface Hints {
  readonly urls: ServiceUrls;
  readonly withShop: boolean;
  readonly dataDir: string;
  readonly programme: Pick<Programme, 'rules'>;
}

/** What a person can do once everything is up. */
export function whatToTry(kind: RunMode['kind'], { urls, withShop, dataDir, programme }: Hints): string[] {
  // Containers that somebody else has started go on.
  const stopped = kind === 'docker' ? 'what this command started' : 'everything';
  const elsewhere = dataDir === usualDataDir ? '' : ` --data-dir ${dataDir}`;
  return [
    '',
    `  ledger    ${urls.ledger}/openapi.json`,
    `  campaign  ${urls.campaign}/openapi.json`,
    `  metrics   ${urls.metrics}/openapi.json`,
    '',
    '  Try, in another terminal:',
    `    npm run perennial -- publish --customer c-1 ${purchaseThatEarns(programme)}${elsewhere}`,
    `    curl -s ${urls.ledger}/v1/members/c-1`,
    ...(withShop ? [`    curl -s ${urls.ledger}/v1/members/demo-1/statement`] : []),
    '',
    `${withShop ? '  A small simulated shop sends about ten events a second.' : ' '} Ctrl-C stops ${stopped}; the data stay.`,
    `  Logs: ${kind === 'docker' ? 'docker compose logs' : join(dataDir, 'logs')}`,
    '',
  ];
}

/** Options of a purchase that earns points, as far as the programme has points for buying. */
function purchaseThatEarns({ rules }: Pick<Programme, 'rules'>): string {
  for (const rule of rules) {
    if (rule.kind === 'points-per-amount') return amountIn(rule.perFullMinor);
    const [partner] = rule.kind === 'points-per-partner-amount' ? Object.entries(rule.perFullMinor) : [];
    if (partner) return `--partner ${partner[0]} ${amountIn(partner[1])}`;
  }
  return amountIn({});
}

function amountIn(amounts: Readonly<Record<string, number>>): string {
  const [currency = 'USD'] = Object.keys(amounts);
  return `--total ${(100).toFixed(digitsOf(currency))} --currency ${currency}`;
}
