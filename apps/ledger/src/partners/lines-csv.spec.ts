import { csvText } from './lines-csv.js';

describe('text in the lines of a statement', () => {
  it.each([
    ['leaves ordinary text as it is', 'order:o-1', 'order:o-1'],
    ['quotes a comma', 'order:1,2', '"order:1,2"'],
    ['doubles quotes', 'order:"1"', '"order:""1"""'],
    ['quotes a line break', 'order:1\n2', '"order:1\n2"'],
    ['makes text of a formula', '=1+1', "'=1+1"],
    ['makes text of a sum', '+1', "'+1"],
    ['makes text of a difference', '-1', "'-1"],
    ['makes text of a reference', '@a', "'@a"],
    ['makes text of a formula with a comma', '=a,b', '"\'=a,b"'],
  ])('%s', (_title, text, field) => {
    expect(csvText(text)).toBe(field);
  });
});
