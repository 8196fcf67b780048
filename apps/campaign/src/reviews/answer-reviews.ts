import { answerEvents } from '../handlers/answer-events.js';
import type { Answer } from '../handlers/campaign-chunk.js';
import { judgeReviews } from './judge-reviews.js';

/**
 * Answers reviews as what customers do besides buying, and judges them. Offers come first: everybody who takes of a budget does so
 * before the turn of reviews.
 */
export const answerReviews: Answer = async (events, tx, chunk) => {
  const { messages } = await answerEvents(events, tx, chunk);
  const judged = await judgeReviews(events, tx, chunk);
  return { ...judged, messages: [...messages, ...judged.messages] };
};
