import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../docs/decisions/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** The line that the index has of a decision. */
function lineOf(file: string): string {
  const [, title] = /^# (.*)/.exec(read(file)) ?? [];
  return `- [${title}](${file})`;
}

describe('the pages of docs/decisions', () => {
  const decisions = readdirSync(folder)
    .filter((file) => file !== 'README.md')
    .sort();

  it('stand in its README, each by its title, in the order of their numbers, and nothing else does', () => {
    expect(
      read('README.md')
        .split('\n')
        .filter((line) => line.startsWith('- ')),
    ).toEqual(decisions.map(lineOf));
  });

  it('are called by the number in their title, and no two have the same', () => {
    const numbers = decisions.map((file) => /^\d{4}(?=-)/.exec(file)?.[0]);
    expect(decisions.map((file) => /^# (\d{4}): /.exec(read(file))?.[1])).toEqual(numbers);
    expect(new Set(numbers).size).toBe(decisions.length);
  });
});
