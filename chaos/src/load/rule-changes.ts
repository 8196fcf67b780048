import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { RateChange } from '@perennial/oracle';
import type { Random } from '@perennial/testing';
import { parse, stringify } from 'yaml';

import { ask } from '../http.js';
import type { ProgrammeName } from '../options.js';
import { workspaceRoot } from '../workspace.js';

/** What a point costs by one version after the other, against the document that is shipped. */
const PERCENT = [50, 200];
const RETRY_MS = 200;
/** So often a version is begun anew whose start is not after that of the one before. */
const BEGUN_ANEW_MAX = 10;

/** A loyalty manager who applies new versions of the programme while it works, each from that moment on. */
export class RuleChanges {
  /** As the ledger answered. */
  readonly made: RateChange[] = [];
  /** Answers that refuse what nothing is wrong with. */
  readonly refused: string[] = [];

  /** @param urls of the ledger's processes, asked at every request */
  constructor(
    private readonly programme: ProgrammeName,
    private readonly random: Random,
    private readonly urls: () => readonly string[],
  ) {}

  /** Resolves when every version is in force, or refused. @param elapsed part of the whole time, grows to 1 */
  async run(elapsed: () => number): Promise<void> {
    for (const [index, percent] of PERCENT.entries()) {
      while (elapsed() < (index + 1) / (PERCENT.length + 1)) await sleep(RETRY_MS);
      await this.apply(index + 2, percent);
    }
  }

  private async apply(version: number, percent: number): Promise<void> {
    const yaml = documentOf(this.programme, version, percent);
    let begunAnew = 0;
    for (;;) {
      const url = `${this.random.pick(this.urls())}/v1/programme`;
      const answer = await ask('POST', url, {
        yaml,
        key: `chaos-version-${version}-${begunAnew}`,
        patienceMs: 15_000,
      });
      if (answer && answer.status < 300) {
        const { effectiveFrom } = JSON.parse(answer.text) as { readonly effectiveFrom: string };
        this.made.push({ from: Date.parse(effectiveFrom), percent });
        return;
      }
      // The clocks of two ledgers differ by as much as they took longer to start; whoever is told that asks again, with a new key.
      if (answer?.text.includes('"PROGRAMME_STARTS_TOO_EARLY"') && begunAnew < BEGUN_ANEW_MAX) {
        begunAnew += 1;
        await sleep(RETRY_MS);
        continue;
      }
      // While the first request of a key runs, the second is told so.
      if (answer && answer.status < 500 && answer.status !== 409) {
        this.refused.push(`version ${version} of the programme was refused: ${answer.status} ${answer.text}`);
        return;
      }
      await sleep(RETRY_MS);
    }
  }
}

/** The shipped document with other rates, as a later version. */
export function documentOf(programme: ProgrammeName, version: number, percent: number): string {
  const shipped = readFileSync(join(workspaceRoot, 'programmes', `${programme}.yaml`), 'utf8');
  const document = parse(shipped) as { version: number; rules: { perFullMinor?: Rates }[] };
  document.version = version;
  for (const rule of document.rules) if (rule.perFullMinor) rule.perFullMinor = times(rule.perFullMinor, percent);
  return stringify(document);
}

/** By currency, or by partner and currency. */
type Rates = { [name: string]: number | Rates };

function times(rates: Rates, percent: number): Rates {
  return Object.fromEntries(
    Object.entries(rates).map(([name, rate]) => [
      name,
      typeof rate === 'number' ? (rate * percent) / 100 : times(rate, percent),
    ]),
  );
}
