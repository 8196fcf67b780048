import { run } from './program.js';

// What is still open then (a connection to a broker that is gone, say) must not keep the command from ending.
process.exit(await run(process.argv));
