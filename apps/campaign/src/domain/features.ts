/** A projection of a customer's value in one currency, as the metrics told it. */
export interface ProjectedValue {
  readonly currency: string;
  readonly pAlive?: number | undefined;
  readonly pAliveMbg?: number | undefined;
  /** What the customer is expected to bring in 12 months, in whole minor units. */
  readonly clvMinor?: number | undefined;
  readonly clvDecile?: number | undefined;
  /** Whether there is enough behind the model to hold offers to it. */
  readonly wellFounded: boolean;
}

/** What campaigns know of a customer. What was never told is absent. */
export interface CustomerFeatures {
  readonly purchases: number;
  /** YYYY-MM-DD of the first purchase that was not returned whole, in the programme's time zone. */
  readonly firstPurchaseDay?: string | undefined;
  /** Whether one of them was told while it was fresh; absent: none, as in a backfill. */
  readonly boughtFresh?: boolean | undefined;
  /** When the first purchase was told of, by the service's clock; milliseconds since 1970. */
  readonly knownSince?: number | undefined;
  readonly profile: Profile;
  readonly tier?: string | undefined;
  readonly npsBand?: string | undefined;
  readonly segment?: string | undefined;
  /** By currency; the one that most was bought in comes first. */
  readonly values: readonly ProjectedValue[];
  /** The audiences the customer is in. */
  readonly audiences: readonly string[];
}

/** What the shop told of the customer. */
export interface Profile {
  /** YYYY-MM-DD or --MM-DD. */
  readonly birthDate?: string | undefined;
  readonly timezone?: string | undefined;
  readonly country?: string | undefined;
  readonly locale?: string | undefined;
  readonly preferences?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly consents?: Readonly<Record<string, boolean>> | undefined;
}

export const UNKNOWN_CUSTOMER: CustomerFeatures = { purchases: 0, profile: {}, values: [], audiences: [] };

/** The `customer` of a condition: see `SUBJECT_FIELDS` of @perennial/programme. */
export function customerInConditions(features: CustomerFeatures): object {
  const { purchases, profile, tier, npsBand, segment, values, audiences } = features;
  const { country, locale, preferences, attributes } = profile;
  const { currency, pAlive, pAliveMbg, clvMinor, clvDecile } = values[0] ?? {};
  return {
    ...{ purchases, tier, npsBand, segment, country, locale, preferences, attributes },
    ...{ currency, pAlive, pAliveMbg, clvMinor, clvDecile, audiences },
  };
}

/** The band of an answer to "would you recommend us", 0 to 10. */
export function npsBandOf(score: number): 'promoter' | 'passive' | 'detractor' {
  return score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor';
}
