import { compareInOrderOfThings, type customerUpserted, type EventOf, type Placed } from '@perennial/contracts';

/** What is known of a person besides purchases, and where what said it stands in the order of things. */
export interface Profile extends Placed {
  readonly customerId: string;
  readonly country?: string | undefined;
  readonly locale?: string | undefined;
  readonly preferences?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** Of each person what the newest of the events says, whichever of the person's records it names. */
export function newestProfiles(
  events: readonly EventOf<typeof customerUpserted>[],
  personOf: (customerId: string) => string,
): Profile[] {
  const newest = new Map<string, Profile>();
  for (const { at, source, id, data } of events) {
    const { country, locale, preferences, attributes } = data;
    const profile = { customerId: personOf(data.customerId), at, source, id, country, locale, preferences, attributes };
    const known = newest.get(profile.customerId);
    if (!known || compareInOrderOfThings(known, profile) < 0) newest.set(profile.customerId, profile);
  }
  return [...newest.values()];
}
