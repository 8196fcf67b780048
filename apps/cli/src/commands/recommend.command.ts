import type { Command } from 'commander';

/** Adds `perennial recommend …`: recommendations from a plain CSV file, without any service. */
export function addRecommendCommands(program: Command, done: (code: number) => void): void {
  const recommend = program
    .command('recommend')
    .description('recommendations of products by what is bought together, from a CSV file')
    .helpCommand(false);
  recommend
    .command('evaluate <file.csv>')
    .description('recommend at a cut, and hold it against what each customer bought first after it')
    .requiredOption(
      '--columns <map>',
      'its columns, by name or number: customer=customer_id,date=date,product=product_id; returns by quantity=… or amount=…',
    )
    .requiredOption('--cut <date>', 'last day that is known')
    .option('--k <number>', 'how many products are recommended to each customer', '10')
    .option('--date-format <form>', 'of its dates, where they leave a doubt: DD/MM/YYYY, MM/DD/YY …')
    .option('--decimal <mark>', 'of its quantities and amounts, where they leave a doubt: . or ,')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nOne row is one product of one order or return. docs/recommend.md says what the figures mean.',
    )
    .action(async (file, flags) => {
      const { evaluateFile } = await import('../recommend/evaluate.js');
      done(await evaluateFile(file, flags, process.stdout, process.stderr));
    });
}
