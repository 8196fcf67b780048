import { sheetReportOf, sheetTableOf } from './sheet-report.js';

const sheet = (rounds: readonly { figures: Record<string, number>; wrong?: string }[]) =>
  sheetReportOf({ title: 't', columns: ['p99 ms', 'rate'], notes: [], lines: [{ name: 'one', says: '', rounds }] });

describe('the report of a sheet', () => {
  it('has the median of the rounds, the lowest and the highest, and a dash for what there is none of', () => {
    const report = sheet([3, 1, 250].map((ms) => ({ figures: { 'p99 ms': ms } })));
    expect(report.lines[0]?.figures['p99 ms']).toEqual({ median: 3, lowest: 1, highest: 250 });
    expect(sheetTableOf(report)).toMatch(/^t, 3 rounds\n.*\none +3 \(1–250\) +-$/);
  });

  it('shows what never ended as endless, and as null in JSON', () => {
    const report = sheet([{ figures: { 'p99 ms': Infinity, rate: 2.345 } }]);
    expect(sheetTableOf(report)).toMatch(/\none +∞ +2\.3[45]$/);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ lines: [{ figures: { 'p99 ms': { median: null } } }] });
  });

  it('has no figure at all of a line that one round was wrong of, and says what was wrong', () => {
    const good = { figures: { 'p99 ms': 1, rate: 2 } };
    const report = sheet([good, { ...good, wrong: '1 of 2 events has no award' }, good]);
    expect(report.lines[0]?.figures).toEqual({});
    expect(sheetTableOf(report)).toMatch(/\none +- +-\n {2}one does not count: 1 of 2 events has no award$/);
  });
});
