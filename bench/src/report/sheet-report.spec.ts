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

  it('holds medians against what was promised, and says what is not met or was not measured', () => {
    const report = sheetReportOf({
      title: 't',
      columns: ['fit s', 'ratio'],
      notes: [],
      lines: [{ name: 'one', says: '', rounds: [1, 2, 9].map((s) => ({ figures: { 'fit s': s, ratio: 20 } })) }],
      limits: [
        { line: 'one', column: 'fit s', below: 3 },
        { line: 'one', column: 'fit s', below: 2 },
        { line: 'one', column: 'ratio', atLeast: 20 },
        { line: 'two', column: 'fit s', below: 3 },
      ],
    });
    expect(report.limits.map(({ met }) => met)).toEqual([true, false, true, null]);
    expect(sheetTableOf(report).split('\n').slice(-4)).toEqual([
      '  one, fit s below 3: 2, met',
      '  one, fit s below 2: 2, NOT MET',
      '  one, ratio at least 20: 20, met',
      '  two, fit s below 3: -, not measured',
    ]);
  });
});
