import { sameFit, sameValues } from './parity.js';

const ours = { params: { r: 0.25, alpha: 4 }, seconds: 1 };
const theirs = (r: number, logLikelihood: number) => ({ params: { r, alpha: 4 }, seconds: 1, logLikelihood });

describe('sameFit', () => {
  it('has nothing to say of parameters within 1e-4', () => {
    expect(sameFit('raw', ours, -100, theirs(0.25002, -99))).toEqual({});
  });

  it('notes an optimiser that stopped below our likelihood', () => {
    expect(sameFit('raw', ours, -100, theirs(0.26, -100.5)).note).toMatch(/raw: stopped early.*5.0e-1 below ours/);
  });

  it('finds us wrong where the other one is more likely', () => {
    expect(sameFit('raw', ours, -100, theirs(0.26, -99.9)).wrong).toMatch(/above ours/);
    expect(sameFit('raw', ours, NaN, theirs(NaN, NaN)).wrong).toBeDefined();
  });

  it('notes a fit that failed', () => {
    expect(sameFit('raw', ours, -100, { failed: 'ConvergenceError' })).toEqual({
      note: 'raw: no fit, ConvergenceError',
    });
  });
});

describe('sameValues', () => {
  it('wants values within 1e-6', () => {
    expect(sameValues(Float64Array.of(0, 2e6), Float64Array.of(5e-7, 2e6 + 1))).toEqual({});
    expect(sameValues(Float64Array.of(0), Float64Array.of(2e-6)).wrong).toMatch(/2.0e-6 apart/);
    expect(sameValues(Float64Array.of(NaN), Float64Array.of(1)).wrong).toBeDefined();
    expect(sameValues(Float64Array.of(1), Float64Array.of(1, 2)).wrong).toBeDefined();
  });

  it('counts what is not a number on the other side', () => {
    expect(sameValues(Float64Array.of(1, 2), Float64Array.of(1, NaN)).note).toMatch(/^1 of 2 values/);
  });
});
