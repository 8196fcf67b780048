import {
  caseOpened,
  offerWithheld,
  pointsRedeemed,
  rewardIssued,
  surveyRequested,
  tierChanged,
} from '@perennial/contracts';
import { readToEnd, type ClusterOptions, type TopicRecord } from '@perennial/messaging';

import { AT_INSTANTS, CHOOSING, ONCE_FOR_NEWCOMERS } from '../load/campaigns.js';

/** What was published, read from the beginning of its topics. */
export interface Messages {
  /** Records, copies included. */
  readonly records: number;
  /** Different messages. */
  readonly different: number;
  readonly contradictions: readonly string[];
  /** How many different offers, made or withheld, each customer has. */
  readonly offers: ReadonlyMap<string, number>;
  /** By what has to happen once (a campaign, its instant, a type of message): how many different messages each customer has. */
  readonly once: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const TOPICS = [
  ...[rewardIssued.topic, pointsRedeemed.topic, tierChanged.topic, offerWithheld.topic],
  ...[caseOpened.topic, surveyRequested.topic],
];
const CAMPAIGN = '/perennial/campaign';
const FIRST_PURCHASE_CAMPAIGN = 'next-purchase';

export async function messagesOf(
  cluster: Pick<ClusterOptions, 'brokers' | 'topicPrefix'>,
  undisturbed: boolean,
): Promise<Messages> {
  const records: TopicRecord[] = [];
  await readToEnd({ ...cluster, topics: TOPICS, onRecord: (record) => records.push(record) });
  return judgeMessages(records, undisturbed);
}

/**
 * Copies are the same bytes at the same key; a member's numbers first appear as 1, 2, 3 … per topic.
 *
 * @param undisturbed nothing gave reason to publish anything twice
 */
export function judgeMessages(records: readonly TopicRecord[], undisturbed = false): Messages {
  const first = new Map<string, TopicRecord>();
  const numbers = new Map<string, number>();
  const offers = new Map<string, number>();
  const once = new Map<string, Map<string, number>>();
  const contradictions: string[] = [];
  for (const record of records) {
    const id = headerOf(record, 'ce_id');
    const name = `${record.topic} ${headerOf(record, 'ce_source')} ${id}`;
    const before = first.get(name);
    if (before) {
      if (bytesOf(before) !== bytesOf(record)) contradictions.push(`${name} has a copy that differs`);
      continue;
    }
    first.set(name, record);
    const data = JSON.parse(String(record.value)) as Published;
    const key = `${record.topic} ${String(record.key)}`;
    if (data.memberSequence !== undefined) {
      const expected = (numbers.get(key) ?? 0) + 1;
      if (data.memberSequence !== expected)
        contradictions.push(`${key} has number ${data.memberSequence} where ${expected} is next`);
      numbers.set(key, data.memberSequence);
    }
    if (isFirstOffer(record, data) && data.customerId !== undefined)
      offers.set(data.customerId, (offers.get(data.customerId) ?? 0) + 1);
    const what = happensOnce(record, data);
    if (what !== undefined && data.customerId !== undefined) {
      const of = once.get(what) ?? new Map<string, number>();
      once.set(what, of.set(data.customerId, (of.get(data.customerId) ?? 0) + 1));
    }
  }
  const copies = records.length - first.size;
  if (undisturbed && copies > 0)
    contradictions.push(`${copies} of ${records.length} records are copies, and nothing gave reason to publish twice`);
  return { records: records.length, different: first.size, contradictions, offers, once };
}

/** What messages say that is looked at here. */
interface Published {
  readonly customerId?: string;
  readonly memberSequence?: number;
  readonly reason?: { readonly rule?: string };
}

/** Of the campaign that decides about every customer exactly once. */
function isFirstOffer(record: TopicRecord, { reason }: Published): boolean {
  return isDecision(record) && reason?.rule === FIRST_PURCHASE_CAMPAIGN;
}

/** What a message tells that happens once for a customer: of a schedule, at each of its instants. */
function happensOnce(record: TopicRecord, { reason }: Published): string | undefined {
  if (isDecision(record) && reason?.rule === CHOOSING) return CHOOSING;
  if (isDecision(record) && reason?.rule === AT_INSTANTS) return headerOf(record, 'ce_causationid');
  const type = headerOf(record, 'ce_type');
  return ONCE_FOR_NEWCOMERS.includes(type) ? type : undefined;
}

function isDecision(record: TopicRecord): boolean {
  if (headerOf(record, 'ce_source') !== CAMPAIGN) return false;
  return [rewardIssued.type, offerWithheld.type].includes(headerOf(record, 'ce_type') as typeof rewardIssued.type);
}

function bytesOf({ key, value, headers }: TopicRecord): string {
  const named = Object.entries(headers).map(([name, text]) => `${name}=${String(text)}`);
  return [String(key), String(value), ...named.sort()].join('\n');
}

function headerOf({ headers }: TopicRecord, name: string): string {
  return String((headers as Readonly<Record<string, Buffer | string | undefined>>)[name]);
}
