import { HandedOver, type WrittenRow } from './handed-over.js';

const row = (id: bigint, bytes: number): WrittenRow => ({ id, shard: 0, messages: Buffer.alloc(bytes) });

describe('rows that are handed over', () => {
  it('are let go of beyond the limit, those first that came first', () => {
    const rows = new HandedOver(100);
    for (const id of [1n, 2n, 3n]) rows.add(row(id, 40));
    expect([...rows.snapshot().keys()]).toEqual([2n, 3n]);
    rows.add(row(4n, 101));
    expect([...rows.snapshot().keys()]).toEqual([]);
  });

  it('make room when they are published', () => {
    const rows = new HandedOver(100);
    for (const id of [1n, 2n]) rows.add(row(id, 50));
    rows.remove(2n);
    rows.remove(2n);
    rows.add(row(3n, 50));
    expect([...rows.snapshot().keys()]).toEqual([1n, 3n]);
    rows.clear();
    rows.add(row(4n, 100));
    expect([...rows.snapshot().keys()]).toEqual([4n]);
  });

  it('stay in a snapshot whatever becomes of them', () => {
    const rows = new HandedOver(100);
    rows.add(row(1n, 50));
    const before = rows.snapshot();
    rows.clear();
    expect(before.get(1n)).toEqual(row(1n, 50));
  });
});
