import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { Database } from './database.js';
import { sqlState } from './sql-state.js';

export interface ProvisionOptions {
  /** A server and a role that may create databases and roles: the owner of everything created. */
  readonly serverUrl: string;
  /** Short names: `ledger` gets the database and the runtime role `perennial_ledger`. */
  readonly services: readonly string[];
  /** Passwords of runtime roles by service; the others are derived from the owner's. */
  readonly passwords?: Readonly<Record<string, string>>;
}

const PROVISION_LOCK = 7_303_682;
const DUPLICATE_DATABASE = '42P04';

/** Name of a service's database, and of the role the service runs as. */
export function databaseName(service: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(service))
    throw new RangeError(`${JSON.stringify(service)} is no service name: lower-case letters, digits and _`);
  return `perennial_${service}`;
}

/** The owner's URL of a service's database: for migrations. */
export function ownerUrl(serverUrl: string, service: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName(service)}`;
  return url.href;
}

/** The runtime role's URL of a service's database: everything a service needs and nothing it could change the schema with. */
export function runtimeUrl(serverUrl: string, service: string, password?: string): string {
  const url = new URL(ownerUrl(serverUrl, service));
  url.username = databaseName(service);
  url.password = password ?? derivedPassword(serverUrl, service);
  return url.href;
}

/**
 * Creates each service's database and runtime role; what exists is left as it is, but for the role's password. The role
 * gets select, insert, update and delete on tables to come (migrations take away what a table must never suffer) and
 * nobody else may connect.
 */
export async function provision({ serverUrl, services, passwords = {} }: ProvisionOptions): Promise<void> {
  const server = await Database.connect({ url: serverUrl, applicationName: 'perennial-provision', poolSize: 2 });
  try {
    // Roles and databases belong to the whole server: migrators of several services must not meet here.
    await server.transaction(async (lock) => {
      await lock.query('set local idle_in_transaction_session_timeout = 0');
      await lock.query('select pg_advisory_xact_lock($1)', [PROVISION_LOCK]);
      for (const service of services) {
        await createRole(server, databaseName(service), passwords[service] ?? derivedPassword(serverUrl, service));
        await createDatabase(server, databaseName(service));
        await grantTables(ownerUrl(serverUrl, service), databaseName(service));
      }
    });
  } finally {
    await server.close();
  }
}

async function createRole(server: Database, role: string, password: string): Promise<void> {
  const known = await server.query('select from pg_roles where rolname = $1', [role]);
  const verb = known.length > 0 ? 'alter' : 'create';
  await server.query(
    `${verb} role ${escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole password ${escapeLiteral(scramVerifier(password))}`,
  );
}

async function createDatabase(server: Database, name: string): Promise<void> {
  const known = await server.query('select from pg_database where datname = $1', [name]);
  if (known.length === 0) {
    try {
      await server.query(`create database ${escapeIdentifier(name)} template template0 encoding 'UTF8'`);
    } catch (error) {
      if (sqlState(error) !== DUPLICATE_DATABASE) throw error;
    }
  }
  await server.query(`revoke all on database ${escapeIdentifier(name)} from public`);
  await server.query(`grant connect on database ${escapeIdentifier(name)} to ${escapeIdentifier(name)}`);
}

async function grantTables(url: string, role: string): Promise<void> {
  const db = await Database.connect({ url, applicationName: 'perennial-provision', poolSize: 1 });
  const grantee = escapeIdentifier(role);
  try {
    await db.query('revoke all on schema public from public');
    await db.query(`grant usage on schema public to ${grantee}`);
    await db.query(
      `alter default privileges in schema public grant select, insert, update, delete on tables to ${grantee}`,
    );
    await db.query(`alter default privileges in schema public grant usage, select on sequences to ${grantee}`);
  } finally {
    await db.close();
  }
}

/** Known to whoever knows the owner's password and to nobody else; the same each time, so it needs no place to be kept. */
function derivedPassword(serverUrl: string, service: string): string {
  const owner = decodeURIComponent(new URL(serverUrl).password);
  return createHmac('sha256', owner).update(databaseName(service)).digest('base64url');
}

/** RFC 5803: what the server stores of a password, so that the password itself never stands in a statement or the server's log. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac(salted, 'Server Key').toString('base64')}`;
}
