import type { Patch } from '../patches/patch.js';
import type { SettingName } from './settings.js';

/** A mistake somebody might make, as a change of built files, and the setting in which the harness has to find it. */
export interface PlantedBug {
  readonly number: number;
  readonly name: string;
  /** What is wrong then; where the design has no place for the bug as it is known, what is of the same kind here. */
  readonly what: string;
  readonly setting: SettingName;
  readonly patches: readonly Patch[];
}

const messaging = (file: string, find: string, replace: string): Patch => ({
  file: `libs/messaging/dist/${file}.js`,
  find,
  replace,
});
const ledger = (file: string, find: string, replace: string): Patch => ({
  file: `apps/ledger/dist/${file}.js`,
  find,
  replace,
});

/** In the order in which they are planted. */
export const bugs: readonly PlantedBug[] = [
  {
    number: 1,
    name: 'no conflict clause in the inbox',
    what: 'A repeat violates the unique key of the inbox, and is set aside as if the database had refused its content.',
    setting: 'calm',
    patches: [messaging('inbox', '   order by event_key\n  on conflict do nothing', '   order by event_key')],
  },
  {
    number: 2,
    name: 'offset committed before the effects',
    what: 'The watermark moves in a transaction of its own, before what the chunk does is committed. (The offset at the broker is a hint here: what counts is the watermark.)',
    setting: 'broken network',
    patches: [messaging('chunk', 'advanceWatermarks(tx, steps', 'advanceWatermarks(db, steps')],
  },
  {
    number: 3,
    name: 'publish before commit',
    what: "A chunk's messages go to the broker before its transaction is committed.",
    setting: 'killed at commit',
    patches: [
      messaging(
        'chunk',
        '{ handler, service, source, topicPrefix }) {',
        '{ handler, service, source, topicPrefix, eventLog }) {',
      ),
      messaging(
        'chunk',
        "    // Last: the rows' ids order",
        "    const early = [...encoded(result.messages, source)].map((record)=>({ ...record, topic: topicPrefix + record.topic }));\n    if (early.length > 0) await eventLog.publish(early);\n    // Last: the rows' ids order",
      ),
    ],
  },
  {
    number: 4,
    name: 'outbox read by a cursor',
    what: 'The publisher reads rows with ids above the last one it has seen. One that is committed later with a lower id is never sent.',
    setting: 'frozen at commit',
    patches: [
      messaging(
        'publisher',
        'from outbox where shard = any($1::int2[]) order by id',
        'from outbox where shard = any($1::int2[]) and id > $3 order by id',
      ),
      messaging('publisher', "], 'next-outbox')", ", this.seen ?? 0n ], 'next-outbox')"),
      messaging(
        'publisher',
        "if (ids.length > 0) await db.query(DELETE, [\n                ids\n            ], 'delete-outbox');",
        "if (ids.length > 0) { this.seen = ids.at(-1); await db.query('delete from outbox where id <= $1 and shard = any($2::int2[])', [ this.seen, this.shards ], 'delete-outbox'); }",
      ),
    ],
  },
  {
    number: 5,
    name: 'quarantine on 08006',
    what: 'A connection that breaks is taken for the fault of the records in the chunk: they are set aside.',
    setting: 'broken network',
    patches: [
      {
        file: 'libs/persistence/dist/sql-state.js',
        find: "if (error instanceof LoyaltyError) return error.retryable ? 'infrastructure'",
        replace:
          "if (error instanceof LoyaltyError) return error.code === 'DATABASE_UNREACHABLE' ? 'data' : error.retryable ? 'infrastructure'",
      },
      messaging(
        'settlement',
        'if (plan.entries.length > 1) {',
        'if (plan.entries.length > 1 && sqlState(cause) !== undefined) {',
      ),
      messaging(
        'settlement',
        'entries: [\n                {\n                    partition,\n                    record,\n                    refusal\n                }\n            ]',
        'entries: plan.entries.map(({ record })=>({ partition, record, refusal }))',
      ),
    ],
  },
  {
    number: 6,
    name: 'skip on offset out of range',
    what: 'Where records were deleted before they were read, the consumer goes on with the oldest there is.',
    setting: 'deleted records',
    patches: [
      messaging(
        'partitions',
        "if (position.kind === 'truncated') {",
        `if (position.kind === 'truncated') {
                await db.query('update consumer_watermark set next_offset = $3, last_offset = null where topic = $1 and partition = $2', [ state.stored.topic, state.partition, limits.earliest ]);
                [state.check, state.known, state.next, state.position] = [ undefined, true, limits.earliest, limits.earliest ];
                subscription.seek(state, limits.earliest);
                continue;`,
      ),
    ],
  },
  {
    number: 7,
    name: 'floating point instead of whole numbers',
    what: 'Points of an amount are computed as a floating-point number that is rounded once, at the end.',
    setting: 'calm',
    patches: [
      ledger(
        'domain/rules/amount-award',
        'award: atMost(base * multiplierPercent / 100n)',
        'award: BigInt(Math.round((Number(net.numerator) / Number(net.denominator) / Number(perFullMinor)) * Number(points) * (Number(multiplierPercent) / 100)))',
      ),
    ],
  },
  {
    number: 8,
    name: 'rounding per return',
    what: 'A return takes back what its own amount is worth, rounded by itself, instead of what is too much for the rest.',
    setting: 'calm',
    patches: [
      ledger(
        'domain/fold/apply-sale',
        'const { base, award } = worth;\n        if (award < formula.awarded) {',
        `const { base } = worth;
        const kept = netEligible(sale.amounts, sale.returned.slice(-1));
        const back = worthOf(formula, { ...kept, numerator: sale.amounts.eligible * kept.denominator - kept.numerator }).award;
        const award = back < formula.awarded ? formula.awarded - back : 0n;
        if (award < formula.awarded) {`,
      ),
    ],
  },
  {
    number: 9,
    name: 'expiry off by one at midnight',
    what: 'What expires at midnight is still there at midnight: time passes up to an instant, and not including it.',
    setting: 'calm',
    patches: [
      ledger(
        'domain/due',
        'if (due > to || first && due >= first.at) continue;',
        'if (due >= to || first && due >= first.at) continue;',
      ),
      ledger('domain/due', 'first && first.at <= to; first', 'first && first.at < to; first'),
    ],
  },
  {
    number: 10,
    name: 'balance read outside the lock',
    what: 'Wallets are read without a lock and written as they were computed.',
    setting: 'far database',
    patches: [
      ledger(
        'store/queries/lock-members',
        '   order by balance.account\n     for update of balance',
        '   order by balance.account',
      ),
    ],
  },
  {
    number: 11,
    name: 'budget checked without a lock',
    what: 'Whether there is still one of a reward is looked up as of the beginning of the statement. (Of slots and stock; budgets of campaigns have their own test. Counting what has no limit, which comes first, would hold a lock by accident: that goes, too.)',
    setting: 'far database',
    patches: [
      ledger(
        'store/queries/take-reward',
        'const rows = await tx.query(SQL, [',
        'if (limit === undefined) return true;\n    const rows = await tx.query(SQL, [',
      ),
      ledger(
        'store/queries/take-reward',
        'where $4::int8 is null or reward_taken.taken + excluded.taken <= $4',
        'where $4::int8 is null or excluded.taken + coalesce((select before.taken from reward_taken as before where before.reward_id = $1 and before.period = $2), 0) <= $4',
      ),
    ],
  },
  {
    number: 12,
    name: 'publisher without its lease',
    what: 'Every instance publishes every shard of the outbox. (Rows are deleted when they were sent, so nothing is lost by that, and order is kept: messages are published twice, for no reason.)',
    setting: 'far database',
    patches: [messaging('publisher', 'where owner = $1 or leased_until < clock_timestamp()', 'where true')],
  },
  {
    number: 13,
    name: 'erasure forgets the stored payloads',
    what: 'Refused records that name a customer who is forgotten stay in the quarantine as they came. (The inbox holds digests only.)',
    setting: 'calm',
    patches: [ledger('store/forget', 'await forgetRefused(tx, customerId);', '')],
  },
  {
    number: 14,
    name: 'a new id after an unknown COMMIT',
    what: 'A request that is repeated because its answer never came is another one: its key says nothing. (A chunk that is repeated has no id; the watermark knows it.)',
    setting: 'broken network',
    patches: [
      {
        file: 'libs/service/dist/run-command.js',
        find: "commandId: deterministicId('command', operation, canonicalJson(params), key),",
        replace:
          "commandId: deterministicId('command', operation, canonicalJson(params), key + String(Math.random())),",
      },
    ],
  },
  {
    number: 15,
    name: 'the handler rethrows SyntaxError',
    what: 'A record that is no JSON throws in the handler, and the Kafka client gives up for good.',
    setting: 'calm',
    patches: [
      {
        file: 'libs/contracts/dist/decode.js',
        find: 'const message = readMessage(record, MAX_VALUE_BYTES);',
        replace:
          "const message = readMessage(record, MAX_VALUE_BYTES);\n    if (message.trouble?.reason === 'NOT_JSON') JSON.parse('{');",
      },
      messaging(
        'ingest',
        "this.partitions.halt(state, 'UNEXPECTED_ERROR', {\n                detail: messageOf(error),\n                cause: error\n            });\n            return undefined;",
        'throw error;',
      ),
    ],
  },
  {
    number: 16,
    name: 'repeats told by offset',
    what: 'An event is known by where it stands in its topic instead of by its id.',
    setting: 'calm',
    patches: [
      messaging(
        'slice',
        'eventKey: identityOf(event),',
        'eventKey: identityOf({ source: topic, id: `${record.timestamp}/${record.offset}` }),',
      ),
    ],
  },
];
