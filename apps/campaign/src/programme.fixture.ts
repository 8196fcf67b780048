import { loadProgramme, type Programme } from '@perennial/programme';

/** The shipped jeweller with some of its campaigns and without cases and surveys: what the others do would come by chance. */
export function jewellerWith(...campaignIds: readonly string[]): Programme {
  const programme = loadProgramme('programmes/jeweller.yaml');
  const campaigns = programme.campaigns.filter(({ id }) => campaignIds.includes(id));
  if (campaigns.length < campaignIds.length) throw new RangeError(`not all of ${campaignIds.join(', ')} are there`);
  return { ...programme, campaigns, cases: undefined, surveys: undefined };
}
