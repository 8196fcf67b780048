import { StackFile } from '@perennial/stack';
import type { Command, Option } from 'commander';

import { nowOf } from '../platform/clock.js';
import { serviceUrl } from '../platform/service-url.js';
import { LedgerClient } from '../programme-document/ledger-client.js';

interface Where {
  readonly url?: string;
  readonly dataDir: string;
}

const DOCUMENT = 'a file, - for standard input, an address, or "current" for the version in force';

/** Adds `perennial programme …`: read, compare, explain, try and apply programme documents. */
export function addProgrammeCommands(
  program: Command,
  dataDirOption: (description: string) => Option,
  done: (code: number) => void,
): void {
  const programme = program
    .command('programme')
    .description('read, compare, explain, try and apply programme documents')
    .helpCommand(false);
  const out = process.stdout;

  /** A sub-command that may ask a ledger. */
  const withLedger = (name: string) =>
    programme
      .command(name)
      .option('--url <url>', 'of the ledger (default: the one that runs here)')
      .addOption(dataDirOption('where stack.json of the running platform is'));

  programme
    .command('validate <file>')
    .description('name every mistake in a document, with line and column; 1 when there is one')
    .option('--json', 'one JSON object instead of text')
    .action(async (file, flags) => {
      const { validate } = await import('../programme-document/validate.js');
      done(await validate(file, flags, out));
    });

  withLedger('diff <from> <to>')
    .description(`say in what two documents differ; each is ${DOCUMENT}; 1 when they differ`)
    .option('--json', 'one JSON object instead of text')
    .action(async (from, to, flags) => {
      const { diff } = await import('../programme-document/diff.js');
      done(await diff(from, to, flags, ledgerOf(flags), out));
    });

  withLedger('describe <document>')
    .description(`explain a document in plain language; it is ${DOCUMENT}`)
    .action(async (name, flags) => {
      const { describe } = await import('../programme-document/describe.js');
      done(await describe(name, ledgerOf(flags), out));
    });

  withLedger('apply <file>')
    .description('put a document in force as the next version; the same one again changes nothing')
    .option('--dry-run', 'only say what would change, and whether it could be applied')
    .option(
      '--effective-from <instant>',
      'when it starts to decide, for example 2027-03-01T00:00:00Z (default: as the document says, else now)',
    )
    .option('--actor <name>', 'who applies it: kept in the audit log')
    .action(async (file, flags) => {
      const { apply } = await import('../programme-document/apply.js');
      done(await apply(file, flags, ledgerOf(flags), ledgersNow(flags), out));
    });

  withLedger('simulate [document]')
    .description('say what an event would do, without doing it, by the version in force or by another document')
    .requiredOption('--event <event.json>', 'the CloudEvent as JSON; - reads it from standard input')
    .option('--json', 'the ledger’s answer as it is')
    .action(async (name, flags) => {
      const { simulate } = await import('../programme-document/simulate.js');
      done(await simulate(name, flags, ledgerOf(flags), out));
    });
}

function ledgerOf({ url, dataDir }: Where): LedgerClient {
  return new LedgerClient(url ?? serviceUrl('ledger', new StackFile(dataDir).read(), process.env));
}

function ledgersNow({ dataDir }: Where): Date {
  return nowOf(new StackFile(dataDir).read(), {});
}
