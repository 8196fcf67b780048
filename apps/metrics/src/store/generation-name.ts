/** What projections call the models they were made with: `clv-12`. */
export const generationName = (generation: number): string => `clv-${generation}`;
