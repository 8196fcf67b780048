/** A row of the outbox. */
export interface WrittenRow {
  readonly id: bigint;
  readonly shard: number;
  /** As a `RecordPacker` made it. */
  readonly messages: Buffer;
}

/**
 * Rows of the outbox that this process has committed and not yet published. Only what their records are is told here:
 * which rows are there and whose turn it is, the table tells. What is missing here is read from there.
 */
export class HandedOver {
  private readonly rows = new Map<bigint, WrittenRow>();
  private bytes = 0;

  /** @param bytesMax of packed records, which are held in up to twice as much; beyond it the rows that came first are let go */
  constructor(private readonly bytesMax: number) {}

  add(row: WrittenRow): void {
    this.rows.set(row.id, row);
    this.bytes += row.messages.length;
    for (const id of this.rows.keys()) {
      if (this.bytes <= this.bytesMax) return;
      this.remove(id);
    }
  }

  remove(id: bigint): void {
    const row = this.rows.get(id);
    if (!row) return;
    this.rows.delete(id);
    this.bytes -= row.messages.length;
  }

  clear(): void {
    this.rows.clear();
    this.bytes = 0;
  }

  /** Those that are here now, whatever is let go of while somebody works with them. */
  snapshot(): ReadonlyMap<bigint, WrittenRow> {
    return new Map(this.rows);
  }
}
