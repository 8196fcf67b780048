import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync } from 'node:fs';

const TAIL_BYTES = 16_384;

/** Begins a new log; the one of the run before is kept beside it. */
export function beginLog(file: string): void {
  if (existsSync(file)) renameSync(file, file.replace(/\.log$/, '.previous.log'));
}

/** What a service that failed wrote last, in one sentence, and where to read more. */
export function lastWordsOfLog(file: string): string {
  const words = existsSync(file) ? lastMessage(tail(file)) : undefined;
  return words === undefined ? `See ${file}` : `It says:\n${words}\nMore in ${file}`;
}

/**
 * What matters most of what a program wrote before it ended: the last error of JSON log lines; else, of a crash, the
 * line that names the error; else everything (a program that ends in order says what is wrong, and nothing more).
 */
export function lastMessage(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.map(jsonObject);
  const error = entries.findLast((entry) => entry !== undefined && /error|fatal/i.test(String(entry['level'])));
  if (error) return [error['message'], causeOf(error)].filter((part) => typeof part === 'string').join(': ');
  const plain = lines.filter((_, i) => entries[i] === undefined);
  // Node prints the source, the error, its stack and its properties.
  const crash = plain.some((line) => /^\s+at /.test(line));
  return (crash ? plain.findLast((line) => /^\w*Error\b.*: /.test(line)) : plain.join('\n')) || undefined;
}

function causeOf(entry: Record<string, unknown>): unknown {
  const { cause } = entry;
  return typeof cause === 'object' && cause !== null && 'detail' in cause ? cause.detail : undefined;
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function tail(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(fd);
  }
}
