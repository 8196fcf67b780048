import { LoyaltyError } from '@perennial/contracts';

/** The database cannot be reached, or the connection broke under a statement. After a broken COMMIT the outcome is unknown. */
export class DatabaseUnreachable extends LoyaltyError {
  readonly code = 'DATABASE_UNREACHABLE';
  readonly retryable = true;
}

/** A server answered and refuses this role or has no such database. */
export class DatabaseAccessDenied extends LoyaltyError {
  readonly code = 'DATABASE_ACCESS_DENIED';
  readonly retryable = false;
}

/** COMMIT was answered by a rollback: a statement had failed and its error was caught instead of passed on. */
export class TransactionRolledBack extends LoyaltyError {
  readonly code = 'TRANSACTION_ROLLED_BACK';
  readonly retryable = false;
}

/** A statement was sent through a transaction that is already over, most likely because an `await` is missing. */
export class TransactionOver extends LoyaltyError {
  readonly code = 'TRANSACTION_OVER';
  readonly retryable = false;
}

/** The schema lacks migrations this code needs. */
export class SchemaOutdated extends LoyaltyError {
  readonly code = 'SCHEMA_OUTDATED';
  readonly retryable = false;
}

/** The schema has migrations this code does not know: an older build must not write into it. */
export class SchemaNewer extends LoyaltyError {
  readonly code = 'SCHEMA_NEWER';
  readonly retryable = false;
}

/** The list of migrations contradicts itself. A mistake in the code, not in the database. */
export class MigrationListInvalid extends LoyaltyError {
  readonly code = 'MIGRATION_LIST_INVALID';
  readonly retryable = false;
}

/** The server may forget what it has confirmed. */
export class DurabilityOff extends LoyaltyError {
  readonly code = 'DURABILITY_OFF';
  readonly retryable = false;
}
