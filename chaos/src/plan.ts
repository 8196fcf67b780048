import type { Options } from './options.js';
import type { Planned } from './schedule.js';
import type { ServiceName } from './workspace.js';

/** What a run does. */
export interface Plan {
  readonly options: Options;
  readonly schedule: readonly Planned[];
  readonly histories: number;
  /** One of each name is one process. */
  readonly processes: readonly ServiceName[];
  /** How long starting, and coming to rest after the last fault, may take; a run that needs longer has failed. */
  readonly patienceMs: number;
  /** How far away the database is until everything has come to rest: milliseconds, one way. For plans without faults of its network. */
  readonly databaseMs: number;
  /** Whether in the end unread records are deleted; nobody goes on with that installation afterwards. */
  readonly cutsLog: boolean;
}
