export { type Belongings } from './baskets.js';
export { type BoughtTogether } from './bought-together.js';
export { evaluate, type Evaluation } from './evaluate.js';
export { fitRecommendations, type RecommendationModel } from './fit.js';
export { type Popularity } from './popularity.js';
export { ProductLog, type SortedPurchases } from './product-log.js';
export { Recommender, type Knowledge, type Recommendation } from './recommender.js';
export { type Quality, type Settings } from './trial.js';
