import type { KeptSuggestion, Status } from '../domain/suggestion.js';

/** What is selected of a suggestion. */
export const SUGGESTION_COLUMNS = /* sql */ `
  suggestion_id, customer_id, sku, category, proof_id, made_at, status, changed_at`;

export interface SuggestionRow {
  readonly suggestion_id: string;
  readonly customer_id: string;
  readonly sku: string | null;
  readonly category: string | null;
  readonly proof_id: string | null;
  readonly made_at: Date;
  readonly status: Status;
  readonly changed_at: Date | null;
}

export function suggestionOfRow(row: SuggestionRow): KeptSuggestion {
  const { sku, category, proof_id: proofId, changed_at: changedAt } = row;
  return {
    ...{ suggestionId: row.suggestion_id, customerId: row.customer_id, status: row.status },
    ...(sku !== null && { sku }),
    ...(category !== null && { category }),
    ...(proofId !== null && { proofId }),
    madeAt: row.made_at.getTime(),
    ...(changedAt && { changedAt: changedAt.getTime() }),
  };
}
