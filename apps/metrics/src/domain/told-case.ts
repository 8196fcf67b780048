import { caseClosed, caseOpened, isEvent, type Envelope } from '@perennial/contracts';

/** What is told of a case. Instants are milliseconds since 1970. */
export interface ToldCase {
  readonly caseId: string;
  readonly customerId: string;
  readonly reason: string;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly themes: readonly string[];
  /** Absent: as far as this message tells, it is open. */
  readonly closed?: { readonly at: number; readonly outcome: string };
}

/** The cases that messages tell of, each as the last that is to be said of it: whoever was told that it is closed knows more. */
export function toldCases(events: readonly Envelope[]): ToldCase[] {
  const told = new Map<string, ToldCase>();
  for (const event of events) {
    const each = toldCase(event);
    if (each && (each.closed || !told.has(each.caseId))) told.set(each.caseId, each);
  }
  return [...told.values()];
}

function toldCase(event: Envelope): ToldCase | undefined {
  if (!isEvent(caseOpened, event) && !isEvent(caseClosed, event)) return undefined;
  const { caseId, customerId, reason, openedAt, dueAt, themes } = event.data;
  const opened = { caseId, customerId, reason, openedAt: Date.parse(openedAt), dueAt: Date.parse(dueAt), themes };
  if (!isEvent(caseClosed, event)) return opened;
  const { closedAt, outcome } = event.data;
  return { ...opened, closed: { at: Date.parse(closedAt), outcome } };
}
