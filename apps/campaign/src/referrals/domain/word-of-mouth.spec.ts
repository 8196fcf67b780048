import { allCohorts, spreadOf, type CohortSums } from './word-of-mouth.js';

const cohort = (changes: Partial<CohortSums>): CohortSums => ({
  ...{ customers: 100, notYetObserved: 0, advocates: 20, invitations: 60, brought: 12, squares: 16 },
  ...changes,
});

describe('how far customers spread the word', () => {
  it('is .6 invitations per customer times .2 that bring one: K .12, .0448 to .1952', () => {
    const { invitationsPerCustomer, conversion, k } = spreadOf(cohort({}));
    expect([invitationsPerCustomer, conversion.value]).toEqual([0.6, 0.2]);
    expect(k?.value).toBeCloseTo(invitationsPerCustomer! * conversion.value!, 12);
    expect(k?.low).toBeCloseTo(0.044836, 6);
    expect(k?.high).toBeCloseTo(0.195164, 6);
  });

  it('is less sure where a single customer brought them all', () => {
    const one = spreadOf(cohort({ squares: 144 })).k!;
    expect(one.value).toBe(0.12);
    expect(one.low).toBeLessThan(0);
    expect(one.high).toBeGreaterThan(spreadOf(cohort({})).k!.high!);
  });

  it('is of all cohorts that of all their customers, not the mean of the cohorts', () => {
    const cohorts = [cohort({}), cohort({ customers: 300, invitations: 0, brought: 0, squares: 0, advocates: 0 })];
    expect(spreadOf(allCohorts(cohorts)).k?.value).toBe(0.03);
  });

  it('cannot be told of nobody, nor its interval of one', () => {
    const nobody = { customers: 0, notYetObserved: 4, advocates: 0, invitations: 0, brought: 0, squares: 0 };
    expect(spreadOf(nobody)).toEqual({
      ...{ invitationsPerCustomer: null, k: null },
      conversion: { value: null, n: 0, low: null, high: null },
    });
    expect(spreadOf({ ...nobody, customers: 1, invitations: 3, brought: 2, squares: 4 }).k).toEqual({
      ...{ value: 2, low: null, high: null },
    });
  });
});
