import { createHash } from 'node:crypto';

const START_SLOTS = 1 << 16;

/**
 * Counts how often a name came up before, for files of any size: 12 bytes a slot, at most 24 to 48 bytes per distinct
 * name however long the names are. Two names may share a 64-bit fingerprint; with a hundred million names the chance is
 * below one in three thousand, and then one name's count starts one higher: still the same in every run over the file.
 */
export class RepeatCounter {
  private fingerprints = new BigUint64Array(START_SLOTS);
  private counts = new Uint32Array(START_SLOTS);
  private used = 0;

  /** Distinct names seen. */
  get distinct(): number {
    return this.used;
  }

  /** @returns how often `name` was given before: 0 the first time */
  next(name: string): number {
    if (this.used * 2 >= this.counts.length) this.grow();
    const fingerprint = createHash('sha256').update(name, 'utf8').digest().readBigUInt64BE(0);
    const slot = this.find(fingerprint);
    const before = this.counts[slot] ?? 0;
    if (before === 0) {
      this.fingerprints[slot] = fingerprint;
      this.used += 1;
    }
    this.counts[slot] = before + 1;
    return before;
  }

  /** The slot of the fingerprint, or the free one where it belongs. */
  private find(fingerprint: bigint): number {
    const mask = this.counts.length - 1;
    let slot = Number(fingerprint & BigInt(mask));
    while (this.counts[slot] !== 0 && this.fingerprints[slot] !== fingerprint) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { fingerprints, counts } = this;
    this.fingerprints = new BigUint64Array(counts.length * 2);
    this.counts = new Uint32Array(counts.length * 2);
    counts.forEach((count, old) => {
      if (count === 0) return;
      const fingerprint = fingerprints[old] ?? 0n;
      const slot = this.find(fingerprint);
      this.fingerprints[slot] = fingerprint;
      this.counts[slot] = count;
    });
  }
}
