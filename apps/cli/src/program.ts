import { StackError } from '@perennial/stack';
import { Command, CommanderError, Option } from 'commander';

import { usualDataDir, usualProgramme } from './platform/workspace.js';
import { addClvCommands } from './commands/clv.command.js';
import { addCodesCommands } from './commands/codes.command.js';
import { addProgrammeCommands } from './commands/programme.command.js';
import { addRecommendCommands } from './commands/recommend.command.js';
import { publishTypes } from './commands/publish-event.js';
import { UserError } from './user-error.js';
import { explain } from './explain.js';

const MISTAKE = 2;

/** Runs the command line. @returns the exit code: 0, 2 for a mistake of the person at the terminal, 1 for anything else */
export async function run(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = commands((result) => (code = result));
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has said what was wrong; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISTAKE;
    process.stderr.write(`${explain(error)}\n`);
    return error instanceof UserError || error instanceof StackError ? MISTAKE : 1;
  }
}

const programmeOption = new Option('--programme <file>', 'the loyalty programme, a YAML document').default(
  usualProgramme,
  'programmes/jeweller.yaml',
);

const dataDirOption = (description: string): Option =>
  new Option('--data-dir <dir>', description).default(usualDataDir, '.perennial');

function commands(done: (code: number) => void): Command {
  const program = new Command('perennial')
    .description('An event-driven loyalty platform. "perennial start" is all it takes to see it run.')
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false);

  program
    .command('start')
    .description(
      'start Kafka, Postgres and the services, with a small simulated shop or an import of your order history',
    )
    .option('--no-demo', 'only bring the platform up, without the simulated shop')
    .option('--seed <n>', 'which story the simulated shop tells', '1')
    .option('--docker', 'run everything in Docker instead of as processes of this machine')
    .addOption(programmeOption)
    .addOption(dataDirOption('where data, logs and stack.json are kept'))
    .option('--import <file.csv>', "publish a shop's order history, one order a row, and wait until it is applied")
    .option('--columns <map>', 'its columns: customer=customer_id,date=date,amount=amount_usd')
    .option('--currency <code>', 'currency of its amounts, for example USD')
    .option(
      '--clv-cutoff <date>',
      'last day the models of customer lifetime value see (default: the last day of the file)',
    )
    .option('--json', 'with --import: one JSON object as the last line of stdout; everything else goes to stderr')
    .option('--exit', 'stop everything once it is up and the import, if any, is done')
    .addHelpText('after', startHelp)
    .action(async (flags) => {
      const { start } = await import('./commands/start.command.js');
      done(await start(flags));
    });

  program
    .command('publish')
    .description('publish one event to the running platform')
    .option('--file <event.json>', 'a whole CloudEvent as JSON instead of the options below; - reads it from stdin')
    .option('--type <type>', publishTypes.join(', '), 'purchase')
    .option('--customer <id>', 'the customer; in a referral the one who invited')
    .option('--total <amount>', 'what was paid for goods, for example 100.00; of a return what is given back')
    .option('--currency <code>', 'currency of the amount', 'USD')
    .option('--partner <id>', 'purchase: the partner of a coalition with whom')
    .option('--order <id>', 'order id (purchase: default a new one)')
    .option('--sku <sku>', 'review: the article')
    .option('--rating <n>', 'review: stars, 1 to 5', '5')
    .option('--referee <id>', 'referral: who was invited')
    .option('--time <instant>', 'when it happened, for example 2027-03-01T10:00:00Z (default: now)')
    .option('--id <id>', 'event id (default: a new one)')
    .option('--source <source>', 'event source', '/perennial/cli')
    .addOption(dataDirOption('where stack.json of the running platform is'))
    .action(async (flags) => {
      const { publish } = await import('./commands/publish.command.js');
      done(await publish(flags));
    });

  addProgrammeCommands(program, dataDirOption, done);
  addCodesCommands(program, dataDirOption, done);
  addClvCommands(program, done);
  addRecommendCommands(program, done);

  program
    .command('migrate')
    .description('create databases, roles, tables and topics on the servers of KAFKA_BROKERS and DATABASE_URL')
    .action(async () => {
      const { migrate } = await import('./commands/migrate.command.js');
      done(await migrate());
    });

  program
    .command('verify')
    .description('compute every seal of the ledger again from its rows, and name the first that differs')
    .option(
      '--published <file...>',
      'checkpoints kept outside the database, one JSON object a line: LEDGER_CHECKPOINT_LOG, or a copy of the topic',
      [],
    )
    .option('--topic', 'also hold it against the checkpoints on loyalty.checkpoint')
    .option('--public-key <file>', 'the public keys that are believed, PEM (default: those the running ledger names)')
    .option('--json', 'one JSON object on stdout; everything else goes to stderr')
    .addOption(dataDirOption('where stack.json of the running platform is'))
    .addHelpText('after', verifyHelp)
    .action(async (flags) => {
      const { verify } = await import('./commands/verify.command.js');
      done(await verify(flags));
    });

  program
    .command('invariants')
    .description('check everything that has to hold of the ledger, the campaigns and the metrics: I1 to I24')
    .option('--public-key <file>', 'the public keys that are believed, PEM (default: those the running ledger names)')
    .option('--json', 'one JSON object on stdout; everything else goes to stderr')
    .addOption(dataDirOption('where stack.json of the running platform is'))
    .addHelpText('after', invariantsHelp)
    .action(async (flags) => {
      const { invariants } = await import('./commands/invariants.command.js');
      done(await invariants(flags));
    });

  program
    .command('proof <transferId>')
    .description('print a proof that a transfer was sealed, which anybody can check with the public key alone')
    .option('--out <file.json>', 'write it to a file')
    .addOption(dataDirOption('where stack.json of the running platform is'))
    .action(async (transferId, flags) => {
      const { proof } = await import('./commands/proof.command.js');
      done(await proof(transferId, flags));
    });

  program
    .command('topics')
    .description('list the topics and the events that travel on them')
    .action(async () => {
      const { listTopics } = await import('./commands/topics.command.js');
      done(listTopics());
    });

  return program;
}

const startHelp = `
Kafka and Postgres: those of KAFKA_BROKERS and DATABASE_URL when both are set; with --docker those of docker-compose.yml;
else a Kafka and a Postgres of this project's own, which need Java 17 or newer and, once, Maven.`;

const verifyHelp = `
Reads the database itself (LEDGER_DATABASE_URL, DATABASE_URL, or what runs here), not what the service says of it.
Exit code 1 when something differs.`;

const invariantsHelp = `
Reads the databases and the topics, not what the services say of them. It may run beside them. docs/reliability.md lists
the statements. Exit code 1 when one of them does not hold.`;
