import type { Tx } from '@perennial/persistence';

import type { PageEnd } from '../../routes/instant-cursor.js';
import type { KeptSuggestion, Status } from '../domain/suggestion.js';
import { SUGGESTION_COLUMNS, suggestionOfRow, type SuggestionRow } from './suggestion-row.js';

const SQL = /* sql */ `
  select ${SUGGESTION_COLUMNS}
    from suggestion
   where status = $1
     and (made_at, suggestion_id) > ($2::timestamptz, $3::uuid)
   order by made_at, suggestion_id
   limit $4`;

const BEFORE_ALL = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

export interface WantedSuggestions {
  readonly status: Status;
  /** Where the page before ended. */
  readonly after: PageEnd | undefined;
  readonly limit: number;
}

/** Suggestions of a status, those made first before the others. */
export async function listSuggestions(db: Tx, { status, after, limit }: WantedSuggestions): Promise<KeptSuggestion[]> {
  const { at, id } = after ?? BEFORE_ALL;
  const rows = await db.query<SuggestionRow>(SQL, [status, at, id, limit], 'campaign.list-suggestions');
  return rows.map(suggestionOfRow);
}
