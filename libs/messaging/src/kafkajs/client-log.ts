import { logLevel, type LogEntry, type logCreator } from 'kafkajs';

import type { Log } from '../log.js';

/**
 * kafkajs reports every passing trouble (a coordinator that is loading, a leader that moved) as an error and tries again.
 * What it tries again is told as `debug`; the rest one level below what it claims, because whether it really is an
 * error is decided, and logged, by whoever made the call.
 */
export function clientLog(log: Log): logCreator {
  return () =>
    ({ namespace, level, log: entry }: LogEntry) => {
      const { message, timestamp: _timestamp, logger: _logger, ...fields } = entry;
      const text = `kafka client${namespace ? ` (${namespace})` : ''}: ${message}`;
      if (level === logLevel.ERROR && !isPassing(message, fields)) log.warn(text, fields);
      else log.debug(text, fields);
    };
}

const PASSING = [
  'Response ',
  'Connection ',
  'Failed to connect',
  'Restarting the consumer',
  'The group is rebalancing',
  'The coordinator is not aware',
];

function isPassing(message: string, fields: Record<string, unknown>): boolean {
  return fields.retriable === true || PASSING.some((start) => message.startsWith(start));
}
