import type { Tx } from '@perennial/persistence';

import type { KeptSuggestion, Status } from '../domain/suggestion.js';
import { SUGGESTION_COLUMNS, suggestionOfRow, type SuggestionRow } from './suggestion-row.js';

const SQL = /* sql */ `
  select ${SUGGESTION_COLUMNS}
    from suggestion
   where status = $1
     and ($2::uuid is null
          or (made_at, suggestion_id) > (select made_at, suggestion_id from suggestion where suggestion_id = $2))
   order by made_at, suggestion_id
   limit $3`;

export interface WantedSuggestions {
  readonly status: Status;
  /** Id of the last one of the page before, whose status may be another one meanwhile. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Suggestions of a status, those made first before the others. */
export async function listSuggestions(db: Tx, { status, after, limit }: WantedSuggestions): Promise<KeptSuggestion[]> {
  const rows = await db.query<SuggestionRow>(SQL, [status, after ?? null, limit], 'campaign.list-suggestions');
  return rows.map(suggestionOfRow);
}
