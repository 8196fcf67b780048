import {
  calibration,
  DAYS_PER_MONTH,
  fitGammaGamma,
  lifetimeValues,
  purchaseModels,
  type Horizon,
  type PurchaseForecast,
} from '@perennial/clv';
import {
  customerErased,
  customerMerged,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';

/** What is left of an order. */
export interface Bought {
  readonly person: string;
  readonly currency: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly minor: number;
}

/** Of each order that counts, whose it is, its day and what returns have left, from the facts alone, each of which is there once. */
export function boughtBy(events: readonly Envelope[], timeZone: string): Bought[] {
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const merges = events.filter((event) => isEvent(customerMerged, event)).map(({ data }) => data);
  const become = new Map(merges.map(({ fromCustomerId: from, intoCustomerId: into }) => [from, into]));
  const erasures = events.filter((event) => isEvent(customerErased, event));
  const forgotten = new Set(erasures.map(({ data }) => data.customerId));
  const cancelled = new Set(events.flatMap((event) => (isEvent(purchaseCancelled, event) ? event.data.orderId : [])));
  const returns = grouped(
    events.filter((event) => isEvent(returnCompleted, event)),
    ({ data }) => data.orderId,
  );
  const revisions = grouped(
    events.filter((event) => isEvent(purchaseCompleted, event)),
    ({ data }) => data.orderId,
  );
  return [...revisions].flatMap(([orderId, told]) => {
    const { data } = told.toSorted((a, b) => b.data.revision - a.data.revision)[0] ?? {};
    const customerId = data?.customerId;
    if (!data || customerId === undefined || forgotten.has(customerId) || cancelled.has(orderId)) return [];
    const back = (returns.get(orderId) ?? []).map((event) => event.data);
    const minor = data.totalMinor - back.reduce((sum, each) => sum + each.amountMinor, 0);
    const pieces = back.flatMap(({ lines = [] }) => lines).reduce((sum, { quantity }) => sum + quantity, 0);
    const isWhole = (data.totalMinor > 0 && minor <= 0) || pieces >= (data.lines?.[0]?.quantity ?? Infinity);
    if (isWhole) return [];
    const day = dayOf.format(Math.min(...told.map(({ at }) => at)));
    return [{ person: become.get(customerId) ?? customerId, currency: data.currency, day, minor }];
  });
}

/** As docs/metrics.md has it: recency 5 to 1 down, frequency and money 1 to 5 across. */
const GRID = `
  5 new, potential-loyalist, potential-loyalist, champions, champions
  4 promising, potential-loyalist, potential-loyalist, loyal, loyal
  3 about-to-sleep, about-to-sleep, needs-attention, loyal, loyal
  2 hibernating, hibernating, at-risk, at-risk, cant-lose-them
  1 lost, hibernating, at-risk, at-risk, cant-lose-them`
  .trim()
  .split('\n')
  .map((line) => line.trim().slice(2).split(', '));

const YEAR: Horizon = { periods: 12, periodLength: DAYS_PER_MONTH / 7, rate: 1.1 ** (1 / 12) - 1 };

/** All that is known of the customers of a currency, as arrays; element i is the same customer. */
function currencyOf(bought: readonly Bought[], currency: string, today: string) {
  const own = bought.filter((each) => each.currency === currency).sort((a, b) => (a.person < b.person ? -1 : 1));
  const purchases = own.map(({ person: customer, day: date, minor: amountMinor }) => ({ customer, date, amountMinor }));
  const people = calibration(purchases, today);
  const byPerson = grouped(own, ({ person }) => person);
  const facts = people.customers.map((person) => {
    const orders = byPerson.get(person) ?? [];
    const days = new Set(orders.map(({ day }) => day));
    const last = [...days].sort().at(-1) ?? '';
    const total = orders.reduce((sum, { minor }) => sum + minor, 0);
    const recency = (Date.parse(today) - Date.parse(last)) / 86_400_000;
    return { days: days.size, last, rfm: [recency, days.size, total / days.size] as const };
  });
  return { ...people, facts };
}

type Currency = ReturnType<typeof currencyOf>;

export interface BatchModel {
  readonly bgnbd: PurchaseForecast;
  readonly mbgnbd: PurchaseForecast;
  readonly spend: Parameters<typeof lifetimeValues>[1];
  readonly repeatCustomers: number;
  readonly newCustomer: number;
  readonly deciles: readonly number[];
  readonly fifths: readonly (readonly number[])[];
}

/** Models by currency as of a day, for those with 100 customers who came back. @param today YYYY-MM-DD */
export function batchModels(bought: readonly Bought[], today: string): Map<string, BatchModel> {
  const models = new Map<string, BatchModel>();
  for (const currency of new Set(bought.map((each) => each.currency))) {
    const people = currencyOf(bought, currency, today);
    const [bgnbd, mbgnbd] = [purchaseModels.bgnbd.fit(people), purchaseModels.mbgnbd.fit(people)];
    const spend = fitGammaGamma(people);
    const repeatCustomers = people.x.filter((x) => x > 0).length;
    if (repeatCustomers < 100) continue;
    if (!bgnbd.fitted || !mbgnbd.fitted || !spend.fitted || !spend.meanIdentified) throw new Error('a fit is missing');
    const forecast = purchaseModels.bgnbd.forecast(bgnbd.forecastParameters);
    const [zero, newcomer] = [
      Float64Array.of(0),
      { x: Float64Array.of(0), tx: Float64Array.of(0), T: Float64Array.of(0) },
    ];
    models.set(currency, {
      ...{
        bgnbd: forecast,
        mbgnbd: purchaseModels.mbgnbd.forecast(mbgnbd.forecastParameters),
        spend: spend.parameters,
      },
      repeatCustomers,
      newCustomer: lifetimeValues(forecast, spend.parameters, { ...newcomer, m: zero }, YEAR)[0] ?? NaN,
      deciles: bounds([...lifetimeValues(forecast, spend.parameters, people, YEAR)], 10),
      fifths: [0, 1, 2].map((measure) => lastOfFifths(people.facts.map(({ rfm }) => rfm[measure] ?? NaN))),
    });
  }
  return models;
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function bounds(values: readonly number[], parts: number): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from({ length: parts - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / parts)] ?? NaN);
}

/** Of the first four fifths the last. */
function lastOfFifths(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [1, 2, 3, 4].map((fifth) => sorted[Math.ceil((fifth * sorted.length) / 5) - 1] ?? NaN);
}

/** What everybody is to be told, by person. @param today YYYY-MM-DD */
export function batchProjections(
  bought: readonly Bought[],
  models: ReadonlyMap<string, BatchModel>,
  modelVersion: string,
  today: string,
): Map<string, ClvProjected> {
  const told = new Map<string, ClvProjected>();
  const main = new Map<string, readonly [days: number, last: string]>();
  for (const currency of [...new Set(bought.map((each) => each.currency))].sort()) {
    const people = currencyOf(bought, currency, today);
    const model = models.get(currency);
    const projections = projectionsOf(people, currency, model);
    people.customers.forEach((customerId, i) => {
      const before = told.get(customerId);
      const [projection, facts] = [projections[i]!, people.facts[i]!];
      const [days, last] = main.get(customerId) ?? [0, ''];
      const isMain = model && (facts.days > days || (facts.days === days && facts.last > last));
      if (isMain) main.set(customerId, [facts.days, facts.last]);
      told.set(customerId, {
        ...{ customerId, ...before, projections: [...(before?.projections ?? []), projection] },
        ...(model && { modelVersion }),
        ...(isMain && { segment: segmentOf(facts.rfm, model.fifths) }),
      });
    });
  }
  return told;
}

function projectionsOf(people: Currency, currency: string, model: BatchModel | undefined): ClvProjected['projections'] {
  const values = model && lifetimeValues(model.bgnbd, model.spend, people, YEAR);
  const alive = model?.bgnbd.probabilitiesAlive(people);
  const aliveMbg = model?.mbgnbd.probabilitiesAlive(people);
  const within = (days: number) => model?.bgnbd.conditionalExpectations(people, days / 7);
  const [d90, d365] = [within(90), within(365)];
  return people.customers.map((_, i) => ({
    ...{ currency, frequency: people.x[i]!, recencyDays: people.tx[i]! * 7, ageDays: people.T[i]! * 7 },
    monetaryMinor: Math.round(people.m[i]!),
    ...(model && {
      ...{ pAlive: alive![i]!, pAliveMbg: aliveMbg![i]!, expectedPurchases: { d90: d90![i]!, d365: d365![i]! } },
      ...{ clvMinor: Math.round(values![i]!), newCustomerClvMinor: Math.round(model.newCustomer) },
      clvDecile: 1 + model.deciles.filter((bound) => values![i]! >= bound).length,
      ...{ horizonDays: 365, annualDiscountRate: 0.1, repeatCustomers: model.repeatCustomers },
    }),
  }));
}

function segmentOf(rfm: readonly number[], fifths: readonly (readonly number[])[]): string {
  const [late = 0, often = 0, much = 0] = fifths.map((of, i) => of.filter((bound) => rfm[i]! > bound).length);
  // Rows begin with those who bought just now.
  return GRID[late]?.[Math.floor((often + much) / 2)] ?? '';
}
