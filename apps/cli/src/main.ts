import { explain } from './explain.js';
import { run } from './program.js';

process.on('uncaughtException', unforeseen);
process.on('unhandledRejection', unforeseen);
// Whoever read what we print is gone: nothing to die of.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const code = await run(process.argv);
// A pipe takes what it has room for: what waits to be written would be lost with the process.
for (const out of [process.stdout, process.stderr]) await new Promise((resolve) => out.write('', resolve));
// What is still open then (a connection to a broker that is gone, say) must not keep the command from ending.
process.exit(code);

/** What nobody foresaw: one line, and an end. What was started notices that we are gone and ends, too. */
function unforeseen(error: unknown): never {
  if (process.env['PERENNIAL_DEBUG']) console.error(error);
  process.stderr.write(`Perennial has to end: ${explain(error)}\n`);
  process.exit(1);
}
