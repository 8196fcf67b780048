import type { CaseOutcome, ClosedCase, OpenedCase } from '../domain/case.js';

/** What is selected of a case. */
export const CASE_COLUMNS = /* sql */ `
  case_id, customer_id, reason, about, opened_at, due_at, themes, closed_at, closed_by, outcome`;

export interface CaseRow {
  readonly case_id: string;
  readonly customer_id: string;
  readonly reason: OpenedCase['reason'];
  readonly about: OpenedCase['about'];
  readonly opened_at: Date;
  readonly due_at: Date;
  readonly themes: readonly string[];
  readonly closed_at: Date | null;
  readonly closed_by: ClosedCase['by'] | null;
  readonly outcome: CaseOutcome | null;
}

/** A case as it is kept: open, or closed with what came of it. */
export type KeptCase = OpenedCase & { readonly closed?: Pick<ClosedCase, 'closedAt' | 'by' | 'outcome'> };

export function caseOfRow(row: CaseRow): KeptCase {
  const { closed_at: closedAt, closed_by: by, outcome } = row;
  return {
    ...{ caseId: row.case_id, customerId: row.customer_id, reason: row.reason, about: row.about, themes: row.themes },
    ...{ openedAt: row.opened_at.getTime(), dueAt: row.due_at.getTime() },
    ...(closedAt && by && outcome && { closed: { closedAt: closedAt.getTime(), by, outcome } }),
  };
}
