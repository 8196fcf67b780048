export type * from './tx.js';
export { bytesColumn, instantColumn, jsonArray, jsonColumn, plainColumn, textColumn } from './columns.js';
export { Database, type DatabaseOptions } from './database.js';
export { checkDurability } from './durability.js';
export * from './errors.js';
export { checkSchema, migrate } from './migrate.js';
export { defineMigration, type MigrationClass, type MigrationOptions } from './migration.js';
export { databaseName, ownerUrl, provision, runtimeUrl, type ProvisionOptions } from './provision.js';
export { classify, sqlState, type ErrorClass } from './sql-state.js';
