const DAY_MS = 86_400_000;
const MIB = 1_048_576;

/** Largest value of an input record that is accepted; above it is `TOO_LARGE`. */
export const MAX_VALUE_BYTES = MIB;

/** A Kafka topic of the platform. Partitions and replicas are the installation's choice. */
export interface Topic {
  /** Without an installation's prefix. */
  readonly name: string;
  /** `input`: others write, we read. `output`: we write. `quarantine`: refused records as they came. */
  readonly kind: 'input' | 'output' | 'quarantine';
  readonly summary: string;
  /** Kafka's own configuration names. */
  readonly config: Readonly<Record<string, string>>;
}

const input = (name: string, summary: string): Topic => ({
  name,
  kind: 'input',
  summary,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': String(14 * DAY_MS),
    // A client may set any record time; retention by it would delete an import of old orders at once.
    'message.timestamp.type': 'LogAppendTime',
    // Above what is accepted, so that a too large record can be quarantined with a reason instead of lost.
    'max.message.bytes': String(4 * MIB),
  },
});

/** Kept for ever: consumers may rebuild from the beginning. */
const output = (name: string, summary: string): Topic => ({
  name,
  kind: 'output',
  summary,
  config: { 'cleanup.policy': 'delete', 'retention.ms': '-1' },
});

/** Kafka keeps at least the latest message per key. */
const latestPerKey = (name: string, summary: string): Topic => ({
  name,
  kind: 'output',
  summary,
  config: { 'cleanup.policy': 'compact' },
});

export const topics: readonly Topic[] = [
  input('commerce.purchase', 'Orders paid, amended, delivered and cancelled.'),
  input('commerce.return', 'Goods that came back.'),
  input('commerce.review', 'Reviews published and taken back.'),
  input('commerce.referral', 'Customers who brought others.'),
  input('commerce.customer', 'Who the customers are; merges and erasures.'),
  input('commerce.engagement', 'What customers do besides buying.'),
  input('commerce.survey', 'Invitations to surveys, and answers.'),
  input('commerce.service-issue', 'What went wrong, and when it was settled.'),
  input('commerce.partner', 'Spending at coalition partners.'),
  output('loyalty.reward-issued', 'Points, gifts, discounts, benefits and experiences given.'),
  output('loyalty.points', 'Every other movement of points.'),
  output('loyalty.tier', 'Tiers reached and lost.'),
  output('loyalty.achievement', 'Achievements come nearer to, reached and lost.'),
  output('loyalty.grant', 'What campaigns give that the ledger books. Whoever may write here gives points.'),
  output('loyalty.offer', 'Offers used, ended and withheld.'),
  output('loyalty.audience', 'Customers who enter and leave audiences.'),
  output('loyalty.case', 'Customers for a person to get in touch with, and what became of it.'),
  output('loyalty.survey', 'Customers whom somebody should ask to answer a survey.'),
  output('loyalty.suggestion', 'What becomes of what customers suggested.'),
  output('loyalty.review', 'Reviews held for a person to look at, and what became of them.'),
  latestPerKey('loyalty.clv', 'What each customer is expected to buy.'),
  latestPerKey('loyalty.programme', 'The programme document in force.'),
  output('loyalty.checkpoint', 'Seals over the ledger.'),
  output('loyalty.customer', 'Receipts of erasures.'),
  {
    name: 'loyalty.quarantine',
    kind: 'quarantine',
    summary: 'Records that were refused: original key, value and headers, and why in perennial_ headers.',
    config: {
      'cleanup.policy': 'delete',
      'retention.ms': String(14 * DAY_MS),
      // The refused record and the headers that say why.
      'max.message.bytes': String(5 * MIB),
    },
  },
];

const compacted: ReadonlySet<string> = new Set(
  topics.filter(({ config }) => config['cleanup.policy'] === 'compact').map(({ name }) => name),
);

/** Whether a record without a value ends a key there. @param name without an installation's prefix */
export const isCompacted = (name: string): boolean => compacted.has(name);
