import { isDeepStrictEqual } from 'node:util';

import { identityOf, payloadDigest, type Envelope } from '@perennial/contracts';
import { expectedOf, type Decision, type History, type RateChange } from '@perennial/oracle';

import { ask } from '../http.js';
import type { ChaosHistory } from '../load/histories.js';
import type { ProgrammeName } from '../options.js';
import { expectedWords, saidWords, type MemberJson } from './member-words.js';

/** A member who does not have what the oracle says, and everything that happened to them. */
export interface Difference {
  readonly customerId: string;
  readonly asOf: string;
  readonly expected: object;
  readonly said: object | string;
  readonly history: History;
}

export interface Comparison {
  readonly members: number;
  readonly questions: number;
  readonly differences: readonly Difference[];
}

/** Of the past, so often for each member besides the question for now. */
const ASKED_OF_PAST = 2;
const AT_ONCE = 4;
const DIFFERENCES_MAX = 20;

export interface Members {
  readonly programme: ProgrammeName;
  readonly url: string;
  readonly histories: readonly ChaosHistory[];
  /** Events by identity, of all histories. */
  readonly accepted: ReadonlyMap<string, Envelope>;
  readonly decisions: ReadonlyMap<string, readonly Decision[]>;
  readonly rateChanges: readonly RateChange[];
}

/** Asks for every member of every history, now and as of instants of the past, and compares with the oracle. */
export async function compareMembers(told: Members, onProgress: (done: number) => void): Promise<Comparison> {
  const differences: Difference[] = [];
  const count = { members: 0, questions: 0 };
  const waiting = [...told.histories];
  let done = 0;
  const compareNext = async () => {
    for (let next = waiting.shift(); next && differences.length < DIFFERENCES_MAX; next = waiting.shift()) {
      for (const [customerId, answers] of await answersOf(told.url, next)) {
        count.members += 1;
        count.questions += answers.length;
        differences.push(...differencesOf(told, next, customerId, answers));
      }
      onProgress((done += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, compareNext));
  return { ...count, differences };
}

/** What a history consists of, as far as the ledger accepted it. */
export function knownOf(
  { name, events }: ChaosHistory,
  { accepted, decisions, rateChanges }: Pick<Members, 'accepted' | 'decisions' | 'rateChanges'>,
): History {
  return {
    events: events.filter((event) => {
      const kept = accepted.get(identityOf(event));
      return kept !== undefined && payloadDigest(kept) === payloadDigest(event);
    }),
    decisions: decisions.get(name) ?? [],
    rateChanges,
  };
}

type Answer = MemberJson | 'UNKNOWN_MEMBER';

async function answersOf(url: string, { customers, asOf }: ChaosHistory): Promise<[string, Answer[]][]> {
  const questions = ['', ...asOf.slice(0, ASKED_OF_PAST).map((at) => `?asOf=${new Date(at).toISOString()}`)];
  return Promise.all(
    customers.map(async (customerId): Promise<[string, Answer[]]> => {
      const answers: Answer[] = [];
      for (const question of questions) answers.push(await memberOf(`${url}/v1/members/${customerId}${question}`));
      return [customerId, answers];
    }),
  );
}

async function memberOf(url: string): Promise<Answer> {
  const answer = await ask('GET', url, { patienceMs: 30_000 });
  if (answer?.status === 200) return JSON.parse(answer.text) as MemberJson;
  if (answer?.status === 404) return 'UNKNOWN_MEMBER';
  throw new Error(`GET ${url} was answered ${answer ? `${answer.status} ${answer.text}` : 'by nobody'}`);
}

function differencesOf(
  told: Members,
  history: ChaosHistory,
  customerId: string,
  answers: readonly Answer[],
): Difference[] {
  const known = knownOf(history, told);
  return answers.flatMap((answer): Difference[] => {
    const said = answer === 'UNKNOWN_MEMBER' ? answer : saidWords(answer);
    const asOf = answer === 'UNKNOWN_MEMBER' ? new Date(8.64e15).toISOString() : answer.asOf;
    const member = expectedOf(told.programme, known, Date.parse(asOf)).members.get(customerId);
    // Of who was forgotten, and of whom only refused events tell, nobody knows anything.
    if (!member || member.erased) {
      const isNothing = answer === 'UNKNOWN_MEMBER' || (answer.earned === 0 && answer.lots.length === 0);
      return isNothing ? [] : [{ customerId, asOf, expected: {}, said, history: known }];
    }
    if (answer === 'UNKNOWN_MEMBER')
      return [{ customerId, asOf, expected: expectedWords(member), said, history: known }];
    const expected = expectedWords(member);
    return isDeepStrictEqual(expected, said) ? [] : [{ customerId, asOf, expected, said, history: known }];
  });
}
