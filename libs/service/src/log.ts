import type { LoggerService } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { describeError } from './describe-error.js';
import { jsonLine } from './json-text.js';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * JSON lines on standard output. Fields are facts such as partitions, counts and durations; never payloads, never what a
 * customer is called. Their `time` is the machine's, so that lines of several processes can be put side by side.
 */
export class JsonLog implements Log {
  private readonly least: number;

  constructor(
    private readonly service: string,
    level: LogLevel,
    private readonly write: (line: string) => void = (line) => process.stdout.write(line),
  ) {
    this.least = logLevels.indexOf(level);
  }

  debug(message: string, fields?: object): void {
    this.line('debug', message, fields);
  }

  info(message: string, fields?: object): void {
    this.line('info', message, fields);
  }

  warn(message: string, fields?: object): void {
    this.line('warn', message, fields);
  }

  error(message: string, fields?: object): void {
    this.line('error', message, fields);
  }

  private line(level: LogLevel, message: string, fields: object = {}): void {
    if (logLevels.indexOf(level) < this.least) return;
    const facts = Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
    );
    this.write(`${jsonLine({ time: new Date().toISOString(), level, service: this.service, message, ...facts })}\n`);
  }
}

/** The framework's own words. What it calls a log (each route, each module) is a detail here. */
export class FrameworkLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown): void {
    this.target.debug(String(message));
  }

  verbose(message: unknown): void {
    this.target.debug(String(message));
  }

  debug(message: unknown): void {
    this.target.debug(String(message));
  }

  warn(message: unknown): void {
    this.target.warn(String(message));
  }

  error(message: unknown): void {
    if (message instanceof Error) this.target.error('the framework failed', { cause: message });
    else this.target.error(String(message));
  }

  fatal(message: unknown): void {
    this.error(message);
  }
}
