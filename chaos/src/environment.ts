import { join } from 'node:path';

import type { ServerName } from '@perennial/stack';

import type { Installation } from './installation.js';
import { hasCampaigns } from './load/campaigns.js';
import { workspaceRoot, type ServiceName } from './workspace.js';

/** Where a process finds everything, and which time it is there. */
export interface Surroundings {
  readonly installation: Installation;
  readonly dataDir: string;
  /** Of its role, past the proxy. */
  readonly databaseUrl: string;
  readonly proxyPorts: Readonly<Record<ServerName, number>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Where the document of the campaign service stands, when it is not the shipped one. */
export const campaignDocumentIn = (dataDir: string): string => join(dataDir, 'campaign.yaml');

/** What a process of a service finds in its environment. */
export function environmentOf(
  service: ServiceName,
  { installation, dataDir, databaseUrl, proxyPorts, now }: Surroundings,
): NodeJS.ProcessEnv {
  const database = new URL(databaseUrl);
  database.port = String(proxyPorts.postgres);
  return {
    ...ownEnvironment(),
    KAFKA_BROKERS: `127.0.0.1:${proxyPorts.kafka}`,
    [`${service.toUpperCase()}_DATABASE_URL`]: database.href,
    PERENNIAL_NOW: new Date(now).toISOString(),
    PERENNIAL_PROGRAMME:
      service === 'campaign' && hasCampaigns(installation.programme)
        ? campaignDocumentIn(dataDir)
        : join(workspaceRoot, 'programmes', `${installation.programme}.yaml`),
    PERENNIAL_DATA_DIR: dataDir,
    PERENNIAL_TOPIC_PREFIX: installation.topicPrefix,
    CHAOS_PATCHES: JSON.stringify(installation.patches),
  };
}

/** Nothing of our own environment leads a service elsewhere; which Kafka client it uses may be chosen. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(PERENNIAL_(?!KAFKA_CLIENT$)|CHAOS_|KAFKA_|DATABASE_URL|(LEDGER|CAMPAIGN|METRICS)_|NODE_ENV|NODE_OPTIONS)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
