import pc from 'picocolors';

/** Where text goes: the terminal, or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A pipe or a log file gets the status this often; a terminal sees it change in place. */
const STATUS_EVERY_MS = 5_000;

/**
 * What the person at the terminal sees: lines that stay, and below them one status line that changes in place. Where
 * there is no terminal the status becomes a line of its own every few seconds.
 */
export class Screen {
  private statusShown = '';
  private statusAt = -Infinity;
  private readonly startedAt: number;
  private readonly colour: ReturnType<typeof pc.createColors>;

  /** @param now milliseconds of any clock that runs evenly */
  constructor(
    private readonly out: Output,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedAt = this.now();
    this.colour = pc.createColors(out.isTTY === true && process.env['NO_COLOR'] === undefined);
  }

  get isTerminal(): boolean {
    return this.out.isTTY === true;
  }

  line(text = ''): void {
    this.aboveStatus(`${text}\n`);
  }

  /** Something that was done, with the seconds since the start. */
  step(text: string): void {
    this.line(`${this.colour.dim(this.elapsed())}  ${text}`);
  }

  /** Something went wrong that is being dealt with. */
  trouble(text: string): void {
    this.line(`${this.colour.dim(this.elapsed())}  ${this.colour.yellow(text)}`);
  }

  heading(text: string): void {
    this.line(this.colour.bold(text));
  }

  /** The line that changes in place. */
  status(text: string): void {
    if (this.isTerminal) {
      this.statusShown = text.slice(0, Math.max(20, (this.out.columns || 80) - 1));
      this.out.write(`\r\u001b[2K${this.statusShown}`);
      return;
    }
    if (this.now() - this.statusAt < STATUS_EVERY_MS) return;
    this.statusAt = this.now();
    this.out.write(`${text}\n`);
  }

  /** Leaves the last status standing (or takes it away) and goes on below it. */
  endStatus(keep = false): void {
    if (this.statusShown !== '') this.out.write(keep ? '\n' : '\r\u001b[2K');
    this.statusShown = '';
    this.statusAt = -Infinity;
  }

  private aboveStatus(text: string): void {
    this.out.write(this.statusShown === '' ? text : `\r\u001b[2K${text}${this.statusShown}`);
  }

  private elapsed(): string {
    return `${((this.now() - this.startedAt) / 1000).toFixed(1).padStart(6)} s`;
  }
}
