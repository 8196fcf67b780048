import { inputEvents, outputEvents, topics } from '@perennial/contracts';

/** Prints every topic with what travels on it. */
export function listTopics(): number {
  for (const { name, kind, summary } of topics) {
    process.stdout.write(`${name}  (${kind})\n  ${summary}\n`);
    for (const { type, topic } of [...inputEvents, ...outputEvents]) {
      if (topic === name) process.stdout.write(`    ${type}\n`);
    }
  }
  return 0;
}
