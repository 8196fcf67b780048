import { offerWithheld, pointsRedeemed, rewardIssued, tierChanged } from '@perennial/contracts';
import { readToEnd, type ClusterOptions, type TopicRecord } from '@perennial/messaging';

/** What was published, read from the beginning of its topics. */
export interface Messages {
  /** Records, copies included. */
  readonly records: number;
  /** Different messages. */
  readonly different: number;
  readonly contradictions: readonly string[];
  /** How many different offers, made or withheld, each customer has. */
  readonly offers: ReadonlyMap<string, number>;
}

const TOPICS = [rewardIssued.topic, pointsRedeemed.topic, tierChanged.topic, offerWithheld.topic];
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
  }
  const copies = records.length - first.size;
  if (undisturbed && copies > 0)
    contradictions.push(`${copies} of ${records.length} records are copies, and nothing gave reason to publish twice`);
  return { records: records.length, different: first.size, contradictions, offers };
}

/** What messages say that is looked at here. */
interface Published {
  readonly customerId?: string;
  readonly memberSequence?: number;
  readonly reason?: { readonly rule?: string };
}

/** Of the campaign that decides about every customer exactly once. */
function isFirstOffer(record: TopicRecord, { reason }: Published): boolean {
  if (headerOf(record, 'ce_source') !== CAMPAIGN || reason?.rule !== FIRST_PURCHASE_CAMPAIGN) return false;
  return [rewardIssued.type, offerWithheld.type].includes(headerOf(record, 'ce_type') as typeof rewardIssued.type);
}

function bytesOf({ key, value, headers }: TopicRecord): string {
  const named = Object.entries(headers).map(([name, text]) => `${name}=${String(text)}`);
  return [String(key), String(value), ...named.sort()].join('\n');
}

function headerOf({ headers }: TopicRecord, name: string): string {
  return String((headers as Readonly<Record<string, Buffer | string | undefined>>)[name]);
}
