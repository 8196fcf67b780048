import { SESSION_MS } from './disturbances.js';
import type { Fate } from './judge/accepted.js';
import type { Difference } from './judge/members.js';
import type { Judgement } from './judge/judge.js';
import type { Options } from './options.js';
import type { Plan } from './plan.js';
import type { Recovery } from './recoveries.js';
import type { Storm } from './storm.js';

/** Everything a run found. */
export interface Verdict {
  readonly ok: boolean;
  readonly seed: number;
  readonly programme: string;
  readonly minutes: number;
  readonly seconds: number;
  readonly kills: number;
  readonly otherFaults: number;
  /** Histories, records acknowledged, sends repeated because nobody knew what had become of them. */
  readonly histories: number;
  readonly records: number;
  readonly repeatedSends: number;
  readonly decisions: { readonly granted: number; readonly refused: number; readonly unansweredRequests: number };
  readonly fates: Readonly<Record<Fate, number>>;
  readonly members: number;
  readonly questions: number;
  /** Of loyalty topics: records read, and different messages among them. */
  readonly messages: { readonly records: number; readonly different: number };
  readonly statementsChecked: number;
  readonly recovery: {
    readonly p50Ms: number;
    readonly maxMs: number;
    readonly limitMs: number;
    readonly each: readonly Recovery[];
  };
  /** Which checks have failures, shortly. */
  readonly foundBy: readonly string[];
  /** What must not be, in words, at most some of each kind. */
  readonly failures: readonly string[];
  /** Recoveries that took longer than they may. */
  readonly slow: readonly Recovery[];
  readonly firstDifference?: Difference;
  /** What was planned and what happened. */
  readonly schedule: string;
  /** Data and logs of the run, where they were left behind. */
  readonly dataDir?: string;
}

/** The session of a process at the broker, and 5 s. */
export const RECOVERY_MS_MAX = SESSION_MS + 5_000;

const OF_A_KIND_MAX = 5;

/** A verdict without the place of what was left behind. */
export type Found = Omit<Verdict, 'schedule' | 'dataDir'>;

/** What the comparison found, and what was wrong when unread records were deleted; or why it could not be made. */
export type Findings =
  { readonly judgement: Judgement; readonly cut: readonly string[] } | { readonly trouble: string };

export function verdictOf(
  { options: { seed, programme, minutes }, schedule }: Plan,
  { faults, histories, publisher, deciders, ruleChanges, recoveries }: Storm,
  findings: Findings,
  startedMs: number,
): Found {
  const judgement = 'judgement' in findings ? findings.judgement : undefined;
  const granted = deciders.answered.filter(({ status }) => status < 300).length;
  const ofRequests = [
    { by: 'answers repeated', found: deciders.contradictions },
    { by: 'rule changes', found: ruleChanges.refused },
  ];
  const failing = [...checksOf(findings), ...ofRequests].filter(({ found }) => found.length > 0);
  const slow = recoveries.all.filter(({ ms }) => ms > RECOVERY_MS_MAX);
  const firstDifference = judgement?.comparison.differences[0];
  return {
    ok: failing.length + slow.length === 0,
    seed,
    programme,
    minutes,
    seconds: (performance.now() - startedMs) / 1_000,
    kills: faults.kills,
    otherFaults: schedule.filter(({ fault }) => fault.kind !== 'kill').length,
    histories: histories.length,
    records: publisher.published,
    repeatedSends: publisher.repeats,
    decisions: { granted, refused: deciders.answered.length - granted, unansweredRequests: deciders.unanswered },
    fates: judgement?.fates.counts ?? { applied: 0, 'no effect': 0, parked: 0, quarantined: 0 },
    members: judgement?.comparison.members ?? 0,
    questions: judgement?.comparison.questions ?? 0,
    messages: { records: judgement?.messages.records ?? 0, different: judgement?.messages.different ?? 0 },
    statementsChecked: judgement?.audits.checked ?? 0,
    recovery: recoveryOf(recoveries.all),
    foundBy: [...new Set(failing.map(({ by }) => by))],
    // Some of each kind: what one kind has many of must not hide the others.
    failures: failing.flatMap(({ found }) => found.slice(0, OF_A_KIND_MAX)),
    slow,
    ...(firstDifference ? { firstDifference } : {}),
  };
}

interface Check {
  readonly by: string;
  readonly found: readonly string[];
}

function checksOf(findings: Findings): Check[] {
  if ('trouble' in findings) return [{ by: 'no rest', found: [findings.trouble] }];
  const { fates, missing, decided, comparison, messages, others, scarce, remembered, audits } = findings.judgement;
  const differences = comparison.differences.map(
    ({ customerId, asOf }) => `${customerId} differs from the oracle as of ${asOf}`,
  );
  return [
    { by: 'fate of records', found: fates.contradictions },
    { by: 'refusals', found: missing },
    { by: 'decisions', found: decided.contradictions },
    { by: 'oracle', found: differences },
    { by: 'messages', found: messages.contradictions },
    { by: 'campaign, metrics', found: others },
    { by: 'stock', found: scarce },
    { by: 'erasure', found: remembered },
    ...audits.contradictions.map((text) => ({ by: /\bI\d+\b/.exec(text)?.[0] ?? 'seals', found: [text] })),
    { by: 'deleted records', found: findings.cut },
  ];
}

function recoveryOf(each: readonly Recovery[]): Verdict['recovery'] {
  const sorted = each.map(({ ms }) => ms).sort((a, b) => a - b);
  const p50Ms = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return { p50Ms, maxMs: sorted.at(-1) ?? 0, limitMs: RECOVERY_MS_MAX, each };
}

/** For a person. */
export function describeVerdict(verdict: Verdict): string {
  const { decisions, fates, recovery } = verdict;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const lines = [
    `${verdict.ok ? 'PASS' : 'FAIL'}  seed ${verdict.seed}, ${verdict.programme}, ${verdict.kills} kills and ${verdict.otherFaults} other faults in ${verdict.minutes} minutes; ${Math.round(verdict.seconds)} s in all`,
    `  sent        ${verdict.records} records of ${verdict.histories} histories; ${verdict.repeatedSends} sends repeated`,
    `  the ledger  ${Object.entries(fates)
      .map(([fate, count]) => `${fate} ${count}`)
      .join(', ')}`,
    `  decisions   ${decisions.granted} granted, ${decisions.refused} refused; ${decisions.unansweredRequests} requests repeated`,
    `  compared    ${verdict.members} members, ${verdict.questions} questions; ${verdict.statementsChecked} statements checked`,
    `  published   ${verdict.messages.different} messages, ${verdict.messages.records} records with their copies`,
    `  recovery    p50 ${seconds(recovery.p50Ms)}, max ${seconds(recovery.maxMs)} (at most ${seconds(recovery.limitMs)}), of ${recovery.each.length}`,
    `  schedule    ${verdict.schedule}`,
  ];
  for (const failure of verdict.failures) lines.push(`  ✗ ${failure}`);
  for (const { what, ms } of verdict.slow) lines.push(`  ✗ ${what} needed ${seconds(ms)} to recover`);
  if (verdict.firstDifference) lines.push(describeDifference(verdict.firstDifference));
  return `${lines.join('\n')}\n`;
}

function describeDifference({ customerId, asOf, expected, said, history }: Difference): string {
  const events = [...history.events, ...history.decisions].sort((a, b) => a.at - b.at);
  return [
    `  the first member who differs: ${customerId}, as of ${asOf}`,
    `    expected ${JSON.stringify(expected)}`,
    `    said     ${JSON.stringify(said)}`,
    '    everything accepted of the history:',
    ...events.map(
      (event) =>
        `      ${new Date(event.at).toISOString()} ${JSON.stringify('data' in event ? [event.type, event.id, event.data] : event)}`,
    ),
  ].join('\n');
}

/** How to do the same again. */
export function commandOf({ seed, kills, minutes, programme }: Options): string {
  return `npm run chaos -- --seed ${seed} --kills ${kills} --minutes ${minutes} --programme ${programme}`;
}
