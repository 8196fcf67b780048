import type { Command } from 'commander';

/** Adds `perennial clv …`: customer lifetime value of a plain CSV file, without any service. */
export function addClvCommands(program: Command, done: (code: number) => void): void {
  const clv = program
    .command('clv')
    .description('customer lifetime value of a CSV file of purchases, without any service')
    .helpCommand(false);
  const { stdout: out, stderr: err } = process;

  const onFile = (name: string, description: string) =>
    clv
      .command(`${name} <file.csv>`)
      .description(description)
      .requiredOption(
        '--columns <map>',
        'its columns, by name or number: customer=customer_id,date=date,amount=amount_usd; amount may be missing',
      )
      .option('--unit <unit>', 'of time: day, week, month or year', 'week')
      .option('--model <name>', 'of purchases: bgnbd, mbgnbd or paretonbd', 'bgnbd')
      .option('--date-format <form>', 'of its dates, where they leave a doubt: DD/MM/YYYY, MM/DD/YY …')
      .option('--decimal <mark>', 'of its amounts, where they leave a doubt: . or ,')
      .addHelpText('after', FILE_HELP);

  onFile('fit', 'fit the models and show their parameters')
    .option('--cut <date>', 'last day the models see (default: the last date in the file)')
    .option('--svg <file>', 'write the chart of customers by frequency')
    .option('--json', 'one JSON object on stdout')
    .action(async (file, flags) => {
      const { fit } = await import('../clv/fit.js');
      done(await fit(file, flags, out, err));
    });

  onFile('predict', 'write what is expected of each customer, as CSV')
    .option('--cut <date>', 'last day the models see (default: the last date in the file)')
    .option('--horizon <time>', 'how far to look, in days, weeks, months or years', '12 months')
    .option('--discount <share>', 'what money loses a year: 0.1 is 10 %', '0.1')
    .option('--json', 'a JSON array on stdout, one customer a line, instead of CSV')
    .action(async (file, flags) => {
      const { predict } = await import('../clv/predict.js');
      done(await predict(file, flags, out, err));
    });

  onFile('backtest', 'fit on what lies up to the cut, and hold the forecast against what came after it')
    .option('--cut <date>', 'last day the models see (default: the middle of the time in the file)')
    .option('--svg <file>', 'write the chart of purchases by week')
    .option('--json', 'one JSON object on stdout')
    .action(async (file, flags) => {
      const { backtest } = await import('../clv/backtest.js');
      done(await backtest(file, flags, out, err));
    });
}

const FILE_HELP = `
The file may be -, for standard input. One row is one order; an amount below 0 is a return, which is taken off the customer's latest purchase day, that of the return or before it.
Rows without a customer are counted and left out. docs/clv.md says what the figures mean.`;
