import { customerErased, customerMerged, isEvent, type Envelope } from '@perennial/contracts';
import { buys, histories, people, spendsAt, type GeneratedHistory } from '@perennial/oracle';
import fc from 'fast-check';

import type { ProgrammeName } from '../options.js';
import { hasCampaigns, issueOf } from './campaigns.js';
import type { Random } from '@perennial/testing';

const DAY = 86_400_000;

/** What happens to a few customers whom no other history knows. */
export interface ChaosHistory {
  /** Begins every name in it. */
  readonly name: string;
  readonly events: readonly Envelope[];
  /** What arrives with them and is no business of the ledger. */
  readonly besides: readonly Envelope[];
  /** Instants of the past to ask for. */
  readonly asOf: readonly number[];
  /** Everybody it names. */
  readonly customers: readonly string[];
  /**
   * Who decides something over HTTP meanwhile; empty where somebody is merged or forgotten: whose a decision is would depend on
   * which came first.
   */
  readonly deciders: readonly string[];
  /** Bought for the first time yesterday, and did nothing else: the campaign decides about them exactly once. */
  readonly newcomer?: string;
}

const NAMES = [
  ...['id', 'subject', 'customerId', 'referrerId', 'refereeId', 'fromCustomerId', 'intoCustomerId'],
  ...['orderId', 'reviewId', 'referralId', 'returnId', 'reversalId', 'externalId', 'proofId', 'grantId'],
].join('|');

/**
 * Random histories of the oracle's generator, each with names of its own and with purchases shortly before now, so that
 * there is something to spend. What the generator's people decided at set instants is left out: a service decides by its clock.
 *
 * @param now what the services take for now at the earliest
 */
export function drawHistories(programme: ProgrammeName, count: number, random: Random, now: number): ChaosHistory[] {
  const seed = random.between(0, 2 ** 31 - 1);
  const drawn = fc.sample(histories(programme), { seed, numRuns: count });
  return drawn.map((history, index) => chaosHistory(programme, history, `h${index}`, random, now));
}

function chaosHistory(
  programme: ProgrammeName,
  { events, asOf }: GeneratedHistory,
  name: string,
  random: Random,
  now: number,
): ChaosHistory {
  const past = renamed(
    events.filter(({ at }) => at < now - 30 * DAY),
    name,
  );
  const isPlain = !past.some((event) => isEvent(customerMerged, event) || isEvent(customerErased, event));
  const deciders = isPlain ? people.map((person) => `${name}-${person}`) : [];
  const recent = deciders.map((customerId, index) =>
    recentPurchase(programme, customerId, `${name}-r${index}`, random, now),
  );
  const newcomer = hasCampaigns(programme) ? `${name}-new` : undefined;
  const first =
    newcomer === undefined ? [] : [buys(newcomer, `${name}-first`, now - DAY, 100 * random.between(1, 900))];
  const all = [...past, ...recent, ...first];
  return {
    name,
    events: all,
    besides: newcomer === undefined ? [] : issueOf(newcomer, now - DAY),
    deciders,
    customers: customersIn(all),
    asOf: asOf.filter((at) => at < now - DAY),
    ...(newcomer === undefined ? {} : { newcomer }),
  };
}

function recentPurchase(
  programme: ProgrammeName,
  customerId: string,
  id: string,
  random: Random,
  now: number,
): Envelope {
  const at = now - random.between(20, 25) * DAY;
  if (programme === 'travel-club')
    return { ...spendsAt('grocer', customerId, id, at, 200 * random.between(100, 2_000)), id };
  return buys(customerId, id, at, 1_000 * random.between(20, 400));
}

/** The same events of other people. */
function renamed(events: readonly Envelope[], name: string): Envelope[] {
  return JSON.parse(JSON.stringify(events).replace(new RegExp(`"(${NAMES})":"`, 'g'), `$&${name}-`)) as Envelope[];
}

const CUSTOMERS = ['customerId', 'referrerId', 'refereeId', 'fromCustomerId', 'intoCustomerId'];

function customersIn(events: readonly Envelope[]): string[] {
  const named = events.flatMap(({ data }) =>
    CUSTOMERS.flatMap((field) => (data as Readonly<Record<string, string | undefined>>)[field] ?? []),
  );
  return [...new Set(named)];
}
