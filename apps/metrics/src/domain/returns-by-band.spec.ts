import { returnsByBand, type ReturnsOfScore } from './returns-by-band.js';

const of = (score: number, customers: number, returned: number, observed = true): ReturnsOfScore => ({
  ...{ score, customers, returned, observed },
});

describe('who bought again by band', () => {
  it('are customers observed for all the days, and nobody else', () => {
    const { bands } = returnsByBand([of(9, 6, 3), of(10, 6, 6), of(10, 50, 0, false), of(8, 20, 5), of(0, 10, 1)], 10);
    expect(bands).toMatchObject([
      { band: 'promoter', share: { value: 0.75, n: 12 }, notYetObserved: 50 },
      { band: 'passive', share: { value: 0.25, n: 20 }, notYetObserved: 0 },
      { band: 'detractor', share: { value: 0.1, n: 10 }, notYetObserved: 0 },
    ]);
  });

  it('are told with how much more promoters than detractors returned: 56 of 70 against 48 of 80', () => {
    const { promotersOverDetractors } = returnsByBand([of(9, 70, 56), of(2, 80, 48)], 10);
    expect(promotersOverDetractors?.value).toBeCloseTo(0.2, 12);
    expect(promotersOverDetractors?.low).toBeCloseTo(0.0524, 4);
    expect(promotersOverDetractors?.high).toBeCloseTo(0.3339, 4);
  });

  it('are not told of a band of 9, nor how it differs', () => {
    const { bands, promotersOverDetractors } = returnsByBand([of(9, 9, 9), of(2, 80, 48)], 10);
    expect(bands[0]).toEqual({ band: 'promoter', share: undefined, notYetObserved: 0 });
    expect(promotersOverDetractors).toBeNull();
  });

  it.each([
    ['not told of ten in two bands: with a third of nobody they would be five each, or so', 5, null],
    ['told of nobody in the third band where two are of eleven', 6, 0],
  ])('are %s', (_what, passives, detractors) => {
    const { bands } = returnsByBand([of(9, 5, 5), of(8, passives, 0)], 10);
    expect(bands.map(({ share }) => share?.n ?? null)).toEqual([null, null, detractors]);
  });
});
