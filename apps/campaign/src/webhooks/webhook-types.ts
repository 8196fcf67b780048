import { clvProjected, outputEvents } from '@perennial/contracts';

/**
 * What endpoints can ask for: everything that Perennial publishes but the projections. These are sent anew for everybody
 * whenever models are fitted, and only the latest counts, which GET answers.
 */
const events = outputEvents.filter(({ type }) => type !== clvProjected.type);

export const webhookTypes: ReadonlySet<string> = new Set(events.map(({ type }) => type));

/** Where they are published. */
export const webhookTopics: ReadonlySet<string> = new Set(events.map(({ topic }) => topic));
