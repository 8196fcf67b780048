import { readFileSync } from 'node:fs';

import { parseProgramme, type Campaign, type Programme } from '@perennial/programme';

export const CAMPAIGN_ID = 'put-right';

/** The jeweller with nothing but the campaign that docs/campaigns.md shows, with changes. */
export function choosingProgramme(changes: Partial<Campaign> = {}): Programme {
  const read = (path: string) => readFileSync(path, 'utf8');
  const shown = /```yaml\n( {2}- id: put-right\n[^`]*)```/.exec(read('docs/campaigns.md'))?.[1];
  if (shown === undefined) throw new RangeError('docs/campaigns.md shows no such campaign');
  const programme = parseProgramme(read('programmes/jeweller.yaml').replace('campaigns:\n', `campaigns:\n${shown}\n`));
  const campaigns = programme.campaigns.filter(({ id }) => id === CAMPAIGN_ID);
  return { ...programme, campaigns: campaigns.map((campaign) => ({ ...campaign, ...changes })) };
}
