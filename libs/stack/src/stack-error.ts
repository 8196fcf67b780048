/** What can keep the embedded stack from running; each code is stable and listed in docs/errors.md. */
export type StackReason =
  | 'JAVA_MISSING'
  | 'MAVEN_MISSING'
  | 'KAFKA_DOWNLOAD_FAILED'
  | 'KAFKA_START_FAILED'
  | 'POSTGRES_NOT_INSTALLED'
  | 'POSTGRES_USER_MISSING'
  | 'POSTGRES_PASSWORD_MISSING'
  | 'POSTGRES_START_FAILED'
  | 'STACK_ALREADY_RUNNING'
  | 'PLATFORM_NOT_SUPPORTED';

/** An error a person can act on: the message says what is wrong, `remedy` what to do, one line each. */
export class StackError extends Error {
  constructor(
    readonly code: StackReason,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StackError';
  }
}

/** A server ended while it was being started: its port may have been taken in the last moment, so other ports are worth a try. */
export class ServerEnded extends StackError {}

/** The way out that needs neither Java nor Maven. */
export const dockerWay = 'Or run everything in Docker instead: docker compose up --build';
