export { acceptedOf, type Acceptance, type Outcome, type RefusalReason } from './acceptance.js';
export { arrivals, histories, type GeneratedHistory } from './histories.js';
export * from './history.js';
export { expectedOf } from './oracle.js';
export { comparePlaces, upTo } from './places.js';
export * from './shop.js';
export { sixEventStory, storyArrivals, storyFacts, storyOutcome } from './six-event-story.js';
export { mergesOf, personIn, type Merge } from './story.js';
export { tried, USUAL_HISTORIES } from './tried.js';
