const LINE_EVERY_MS = 10_000;

/** Tells a person who waits where we are: a line that moves on a terminal, one now and then elsewhere. */
export class Progress {
  private toldMs = -LINE_EVERY_MS;
  private width = 0;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly isSilent: boolean,
  ) {}

  step(text: string): void {
    if (this.isSilent) return;
    this.clear();
    this.out.write(`${text}\n`);
    this.toldMs = -LINE_EVERY_MS;
  }

  /** Where we are; may be said as often as one likes. */
  status(text: string): void {
    if (this.isSilent) return;
    if (this.out.isTTY) {
      this.clear();
      this.out.write(text);
      this.width = text.length;
      return;
    }
    if (performance.now() - this.toldMs < LINE_EVERY_MS) return;
    this.toldMs = performance.now();
    this.out.write(`${text}\n`);
  }

  clear(): void {
    if (this.width > 0) this.out.write(`\r${' '.repeat(this.width)}\r`);
    this.width = 0;
  }
}
