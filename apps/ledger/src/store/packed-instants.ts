const YEAR_2000_MS = Date.UTC(2000, 0);
const INFINITY_HIGH = 0x7fffffff;

/** Bytes of an instant as `timestamptz_send` writes it. */
export const INSTANT_SIZE = 8;

/** As Postgres sends a timestamptz: microseconds since 2000, the greatest number for infinity. Ours are whole milliseconds. */
export function instantAt(view: DataView, offset: number): number {
  const high = view.getInt32(offset);
  if (high === INFINITY_HIGH) return Infinity;
  // Beyond the year 4283 a double has no room for the last microseconds.
  return YEAR_2000_MS + Math.round((high * 2 ** 32 + view.getUint32(offset + 4)) / 1_000);
}

export function viewOfBytes({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
