import type { Tx } from '@perennial/persistence';

import type { Decided, KeptSuggestion } from '../domain/suggestion.js';
import { SUGGESTION_COLUMNS, suggestionOfRow, type SuggestionRow } from './suggestion-row.js';

const FIND = /* sql */ `select ${SUGGESTION_COLUMNS} from suggestion where suggestion_id = $1`;

/** A suggestion, whatever became of it; undefined when there is none of that id. */
export async function findSuggestion(db: Tx, suggestionId: string): Promise<KeptSuggestion | undefined> {
  const [row] = await db.query<SuggestionRow>(FIND, [suggestionId], 'campaign.find-suggestion');
  return row && suggestionOfRow(row);
}

/** The same, locked until `tx` ends: nobody else decides, and its customer is neither merged nor forgotten meanwhile. */
export async function holdSuggestion(tx: Tx, suggestionId: string): Promise<KeptSuggestion | undefined> {
  const [row] = await tx.query<SuggestionRow>(`${FIND} for update`, [suggestionId], 'campaign.hold-suggestion');
  return row && suggestionOfRow(row);
}

const SAVE = /* sql */ `
  update suggestion set status = $2, changed_at = $3, actor = $4 where suggestion_id = $1`;

/** Keeps what becomes of a suggestion that `tx` holds, as a person has said. */
export async function saveStatus(
  tx: Tx,
  suggestionId: string,
  { status, changedAt, actor }: { readonly status: Decided; readonly changedAt: number; readonly actor: string },
): Promise<void> {
  await tx.query(SAVE, [suggestionId, status, new Date(changedAt), actor], 'campaign.save-suggestion-status');
}
