import { meanOf, shareOf, type MeanWithInterval, type ShareWithInterval } from '@perennial/figures';

export interface InvitationCounts {
  /** Friends that were named, each once by each advocate. */
  readonly invitations: number;
  /** Customers who named any. */
  readonly advocates: number;
  /** Friends who are customers. */
  readonly joined: number;
  /** Friends for whom the ledger has given points, also those taken back since. */
  readonly qualified: number;
  readonly reversed: number;
  /** Invitations whose window is over. */
  readonly observed: number;
  /** Those of them that brought a customer within it, for whom the points were not taken back. */
  readonly converted: number;
}

export interface CohortSums {
  /** Customers of whom all days are over. */
  readonly customers: number;
  readonly notYetObserved: number;
  /** Those of them who invited somebody in time. */
  readonly advocates: number;
  readonly invitations: number;
  /** Invitations that brought a customer in time. */
  readonly brought: number;
  /** Of what each of the customers brought, the sum of the squares. */
  readonly squares: number;
}

export interface CohortCounts extends CohortSums {
  /** Month of the first purchase, YYYY-MM. */
  readonly cohort: string;
}

/** How far customers spread the word. Null is what cannot be told of nobody. */
interface Spread {
  /** i: invitations per customer, those included who invited nobody. */
  readonly invitationsPerCustomer: number | null;
  /** c: which share of the invitations brought a customer. */
  readonly conversion: ShareWithInterval;
  /** K: customers that one customer brought. */
  readonly k: MeanWithInterval | null;
}

/**
 * The K-factor of customers, K = i c (Weinberg and Mares, Traction, 2015, on viral marketing; what epidemiology calls the basic
 * reproduction number), within a time that is the same for all: invitations per customer times the share of them that
 * bring one, which is the mean of whom each customer brought. Its interval is that of the mean over customers, because a few bring
 * most: mean ± 1.96 s / √n. 100 customers of whom 20 invited 60 friends, of whom 12 came, 2 for each of two and 8 for a third:
 * .6 times .2 = .12, .0448 to .1952.
 *
 * From 1 on, customers would bring ever more customers, as long as the newest do as these did; below, 100 customers bring about
 * 100 K / (1 - K) in all. It says nothing of friends who would have come anyway, nor of those whom nobody was told of.
 */
export function spreadOf({ customers, invitations, brought, squares }: CohortSums): Spread {
  const conversion = shareOf(brought, invitations);
  if (customers === 0) return { invitationsPerCustomer: null, conversion, k: null };
  const mean = brought / customers;
  // Whole numbers: nothing cancels but what is nothing.
  const deviation =
    customers === 1 ? null : Math.sqrt((customers * squares - brought ** 2) / customers / (customers - 1));
  return { invitationsPerCustomer: invitations / customers, conversion, k: meanOf(mean, deviation, customers) };
}

export function allCohorts(cohorts: readonly CohortSums[]): CohortSums {
  const sum = (of: keyof CohortSums): number => cohorts.reduce((total, cohort) => total + cohort[of], 0);
  return {
    ...{ customers: sum('customers'), notYetObserved: sum('notYetObserved'), advocates: sum('advocates') },
    ...{ invitations: sum('invitations'), brought: sum('brought'), squares: sum('squares') },
  };
}
