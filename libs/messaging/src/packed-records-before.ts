import { bodyOf, headersOf, PackedRecord } from './record-body.js';

/**
 * Reads what was packed as version 1: after the version byte, per record topic, key, value, and headers as their number and
 * name and value of each; a field is its length (int32, big-endian, -1 for null) and its bytes.
 */
export function unpackVersion1(bytes: Buffer, topicPrefix: string): PackedRecord[] {
  let at = 1;
  const int = (): number => {
    at += 4;
    return bytes.readInt32BE(at - 4);
  };
  const field = (): Buffer | null => {
    const length = int();
    if (length < 0) return null;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const records: PackedRecord[] = [];
  while (at < bytes.length) {
    const topic = topicPrefix + (field()?.toString('utf8') ?? '');
    const [key, value] = [field(), field()];
    const headers = headersOf(int(), field);
    records.push(new PackedRecord(topic, bodyOf({ key, value, headers })));
  }
  return records;
}
