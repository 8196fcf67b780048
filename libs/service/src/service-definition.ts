import type { Type } from '@nestjs/common';
import type { MigrationClass } from '@perennial/persistence';
import type { z } from 'zod';

export interface ServiceDefinition<Settings extends z.ZodRawShape = z.ZodRawShape> {
  /** Lower-case word; names the consumer group, the database (`perennial_<name>`), the source of its messages (`/perennial/<name>`). */
  readonly name: string;
  /** Where it listens unless <NAME>_PORT says otherwise. */
  readonly port: number;
  /** Input topics, without the prefix. */
  readonly topics: readonly string[];
  /** The service's own settings: environment variable to schema. Arrive parsed in `CONFIG` under `settings`. */
  readonly config: Settings;
  /** All of them, the runtime's first. */
  readonly migrations: readonly MigrationClass[];
  /** Provides `CHUNK_HANDLER` and whatever the service serves. */
  readonly module: Type<unknown>;
}

export function defineService<Settings extends z.ZodRawShape = Record<never, never>>(
  definition: Omit<ServiceDefinition<Settings>, 'config'> & { readonly config?: Settings },
): ServiceDefinition<Settings> {
  if (!/^[a-z][a-z0-9]*$/.test(definition.name))
    throw new RangeError(`${definition.name} is no service name: one lower-case word`);
  return { ...definition, config: definition.config ?? ({} as Settings) };
}
