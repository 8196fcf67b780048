import { fitRecommendations } from './fit.js';
import { simulatedShop } from './simulated-shop.fixture.js';

const TODAY = 550;

describe('a model of everything that was bought up to a day', () => {
  it('does not look at what is bought later', () => {
    const shop = simulatedShop({ seed: 5, loyal: 0.8 });
    const before = fitRecommendations(shop.sorted(), TODAY);
    for (let i = 0; i < 2_000; i++) shop.add(`c-${i}`, `p-${i % 7}`, TODAY + 1);
    expect(fitRecommendations(shop.sorted(), TODAY)).toEqual(before);
  });

  it('has its products by popularity, and shares that sum to 1', () => {
    const { popularity } = fitRecommendations(simulatedShop({ seed: 5, loyal: 0.8 }).sorted(), TODAY);
    const shares = [...popularity.order].map((product) => popularity.share[product]!);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});
