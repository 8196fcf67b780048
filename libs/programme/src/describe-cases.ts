import type { CaseSettings } from './cases.schema.js';
import { counted } from './plain-words.js';

/** For what a person gets in touch with a customer, one sentence each. */
export function caseSentences({ detractor, passive, badCsat, issue }: CaseSettings): string[] {
  const within = (hours: number, what: string): string =>
    `A person gets in touch within ${counted(hours, 'hour')} of ${what}.`;
  return [
    detractor ? within(detractor.dueHours, 'an answer of 0 to 6 to whether one would recommend us') : [],
    passive ? within(passive.dueHours, 'an answer of 7 or 8 to whether one would recommend us') : [],
    badCsat ? within(badCsat.dueHours, `an answer of ${badCsat.scoreMax} of 5 or less to how satisfied one is`) : [],
    issue ? within(issue.dueHours, `a service issue${SEVERITIES[issue.severityFrom] ?? ''}`) : [],
  ].flat();
}

const SEVERITIES: Readonly<Record<number, string>> = { 2: ' that is serious or grave', 3: ' that is grave' };
