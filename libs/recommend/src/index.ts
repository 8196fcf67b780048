export { basketsOf, type Baskets } from './baskets.js';
export { boughtTogether, type BoughtTogether } from './bought-together.js';
export { evaluate, type Evaluation, type Quality, type Settings } from './evaluate.js';
export { popularityOf, type Popularity } from './popularity.js';
export { ProductLog, type SortedPurchases } from './product-log.js';
export { Recommender, type Knowledge, type Recommendation } from './recommender.js';
