import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 16_384;

/** What a service that failed wrote last, in one sentence, and where to read more. */
export function lastWordsOfLog(file: string): string {
  const words = existsSync(file) ? lastMessage(tail(file)) : undefined;
  return words === undefined ? `See ${file}` : `It says: ${words} (more in ${file})`;
}

/** The last error of JSON log lines, or the last line of any other text. */
export function lastMessage(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const messages = lines.flatMap((line) => {
    const entry = jsonObject(line);
    const message = entry?.['message'] ?? entry?.['msg'];
    return typeof message === 'string' && /error|fatal/i.test(String(entry?.['level'])) ? [message] : [];
  });
  return messages.at(-1) ?? lines.findLast((line) => !/^\s+at /.test(line) && !line.startsWith('Node.js v'))?.trim();
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
