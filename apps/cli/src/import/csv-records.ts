import { parse } from 'csv-parse/sync';

/** One record of a CSV file. */
export interface CsvRecord {
  /** Line of the file on which the record starts; the first line of a file is 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the record could not be split into cells; then `cells` is empty. */
  readonly problem?: string;
}

interface RawRecord {
  readonly line: number;
  readonly text: string;
  readonly unclosed?: boolean;
}

/** Records handed to the parser at once: its start-up costs more than a record. */
const BATCH = 500;
/** A quote still open after so many lines was never meant to span them. */
const LINES_OF_ONE_RECORD = 200;

/**
 * Splits a UTF-8 CSV file into records, in constant memory. Cells may be quoted and may then hold line breaks. A record
 * with a broken quote costs that record only: the next line starts afresh, where a parser left to itself would swallow
 * what follows, up to the end of the file. Empty lines are left out.
 */
export async function* csvRecords(csv: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  let batch: RawRecord[] = [];
  for await (const record of rawRecords(csv)) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield* split(batch);
    batch = [];
  }
  yield* split(batch);
}

function split(batch: readonly RawRecord[]): CsvRecord[] {
  const sound = batch.filter((record) => !record.unclosed);
  const together = parsed(sound.map((record) => record.text).join('\n'));
  if (together?.length === batch.length) {
    return batch.map(({ line }, i) => ({ line, cells: together[i] ?? [] }));
  }
  return batch.map(({ line, text, unclosed }) => {
    if (unclosed) return { line, cells: [], problem: 'a quote is opened and never closed' };
    const [cells, ...more] = parsed(text) ?? [];
    if (!cells || more.length > 0) return { line, cells: [], problem: 'its quotes are not those of a CSV file' };
    return { line, cells };
  });
}

function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_column_count: true });
  } catch {
    return undefined;
  }
}

/** Joins the lines of records with line breaks inside quotes. */
async function* rawRecords(csv: AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord> {
  /** The lines of a record whose quote is still open. */
  let open: RawRecord[] = [];

  function* take(line: RawRecord): Generator<RawRecord> {
    const odd = hasOddQuotes(line.text);
    if (open.length === 0 && !odd) {
      if (line.text !== '') yield line;
      return;
    }
    open.push(line);
    if (open.length > 1 && odd) {
      yield { line: open[0]?.line ?? line.line, text: open.map(({ text }) => text).join('\n') };
      open = [];
    } else if (open.length >= LINES_OF_ONE_RECORD) {
      yield* giveUp();
    }
  }

  /** Reports the line that opened the quote, and reads those after it again as records of their own. */
  function* giveUp(): Generator<RawRecord> {
    const [first, ...others] = open;
    open = [];
    if (first) yield { ...first, unclosed: true };
    for (const line of others) yield* take(line);
  }

  let number = 0;
  for await (const text of lines(csv)) yield* take({ line: (number += 1), text });
  while (open.length > 0) yield* giveUp();
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

async function* lines(csv: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder(); // drops a byte-order mark
  let rest = '';
  for await (const piece of csv) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
