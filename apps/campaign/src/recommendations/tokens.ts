/** The job that makes the recommendations anew. */
export const KEEP_RECOMMENDATIONS_FRESH = Symbol('KEEP_RECOMMENDATIONS_FRESH');

/** The programme's settings of recommendations. */
export const RECOMMENDATION_SETTINGS = Symbol('RECOMMENDATION_SETTINGS');
