import { StackFile } from '@perennial/stack';
import type { Command, Option } from 'commander';

import { serviceUrl } from '../platform/service-url.js';

/** Adds `perennial codes …`: codes for anybody. */
export function addCodesCommands(
  program: Command,
  dataDirOption: (description: string) => Option,
  done: (code: number) => void,
): void {
  const codes = program.command('codes').description('codes for anybody').helpCommand(false);
  codes
    .command('generate')
    .description('have the campaign service make a block of codes, and write them to a CSV file while it does')
    .requiredOption('--count <n>', 'how many: 1 to 10,000,000')
    .requiredOption('--out <file.csv>', 'where to; a file that is there is not overwritten')
    .option('--percent <p>', 'what each is worth: percent off')
    .option('--amount <amount>', 'or an amount, for example 10.00')
    .option('--currency <code>', 'currency of the amount', 'USD')
    .option('--free-shipping', 'or the shipping')
    .option('--categories <list>', 'only lines of these categories: rings,chains')
    .option('--skus <list>', 'only lines of these skus')
    .option('--valid-from <instant>', 'first instant they are valid at (default: now)')
    .option('--valid-to <instant>', 'first instant they are not valid at any more (default: none)')
    .option('--uses <n>', 'how many orders each can be used on', '1')
    .option('--stacking <class>', 'exclusive, or the class of which an order can have one code', 'exclusive')
    .option('--name <name>', 'what the block is called where its codes are counted', 'block')
    .option('--url <url>', 'of the campaign service (default: the one that runs here)')
    .addOption(dataDirOption('where stack.json of the running platform is'))
    .option('--json', 'one JSON object on stdout at the end')
    .action(async (flags) => {
      const { generate } = await import('../codes/generate.js');
      const url = flags.url ?? serviceUrl('campaign', new StackFile(flags.dataDir).read(), process.env);
      done(await generate(flags, url, { out: process.stdout, err: process.stderr }));
    });
}
