import { migrate, provision } from '@perennial/persistence';
import { readMigrationConfig } from './config.js';
import { configOrExit } from './run-service.js';
import type { ServiceDefinition } from './service-definition.js';

/**
 * Creates the service's database and runtime role where DATABASE_URL allows it, then migrates. Safe to repeat. Ends with
 * exit code 2 for wrong settings, 1 with one line on standard error for anything else.
 */
export async function migrateService(
  definition: Pick<ServiceDefinition, 'name' | 'port' | 'migrations'>,
): Promise<void> {
  const config = configOrExit(() => readMigrationConfig(definition, process.env));
  try {
    if (config.provision) {
      const { serverUrl, runtimePassword } = config.provision;
      const passwords = runtimePassword === undefined ? {} : { [definition.name]: runtimePassword };
      await provision({ serverUrl, services: [definition.name], passwords });
    }
    const applied = await migrate({ ownerUrl: config.ownerUrl, migrations: definition.migrations });
    const outcome = applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`;
    process.stdout.write(`${definition.name}: ${outcome}\n`);
  } catch (error) {
    process.stderr.write(
      `${definition.name} could not be migrated: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
