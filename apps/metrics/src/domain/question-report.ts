import { shareOf } from '@perennial/figures';

import type { Choice } from './survey-choices.js';

/** How many gave an answer to a further question of a survey. */
export interface CountedChoice {
  readonly question: string;
  /** Whether all answers to the question are whole numbers from 1 to 5. */
  readonly rated: boolean;
  /** Null: choices that fewer gave than may be told of, together, and others with them where they would be few. */
  readonly choice: Choice | null;
  readonly answers: number;
}

export interface ReportedQuestion {
  readonly question: string;
  /** Share of 4 and 5, with its interval; null where the question is not answered by 1 to 5, and where it is suppressed. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Null where it is suppressed, like `choices`. */
  readonly n: number | null;
  readonly choices: readonly Pick<CountedChoice, 'choice' | 'answers'>[] | null;
  readonly suppressed: boolean;
}

const NO_SHARE = { value: null, low: null, high: null };

/** What was answered to each question, in the order of the questions. @param minimum fewest answers that are told of */
export function questionReport(counted: readonly CountedChoice[], minimum: number): ReportedQuestion[] {
  const questions = new Map<string, CountedChoice[]>();
  for (const each of counted) {
    const others = questions.get(each.question);
    if (others) others.push(each);
    else questions.set(each.question, [each]);
  }
  return [...questions].map(([question, choices]) => ({ question, ...reported(choices, minimum) }));
}

function reported(choices: readonly CountedChoice[], minimum: number): Omit<ReportedQuestion, 'question'> {
  const n = sum(choices);
  if (n < minimum) return { ...NO_SHARE, n: null, choices: null, suppressed: true };
  const satisfied = choices.filter(({ choice }) => typeof choice === 'number' && choice >= 4);
  const share = choices.every(({ rated }) => rated) ? shareOf(sum(satisfied), n) : NO_SHARE;
  return { ...share, n, choices: choices.map(({ choice, answers }) => ({ choice, answers })), suppressed: false };
}

function sum(counted: readonly CountedChoice[]): number {
  return counted.reduce((total, { answers }) => total + answers, 0);
}
