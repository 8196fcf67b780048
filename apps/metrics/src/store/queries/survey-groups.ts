import type { Grouping } from '../../domain/grouping.js';
import { CAMPAIGN_GROUP, TIER_GROUP } from './customer-groups.js';
import { PERIOD_NAME } from './period-name.js';

/** How rows of `survey_answer a`, or of `survey_invitation a`, are told apart. */
export interface SurveyGroup {
  /** Text, or null where it is not known. */
  readonly expression: string;
  readonly join?: string;
}

const PROFILE = 'left join customer_profile p on p.customer_id = a.customer_id';

const GROUPS: Readonly<Record<Exclude<Grouping['by'], 'attribute'>, SurveyGroup>> = {
  day: { expression: PERIOD_NAME.day('a.day') },
  week: { expression: PERIOD_NAME.week('a.day') },
  month: { expression: PERIOD_NAME.month('a.day') },
  touchpoint: { expression: 'a.touchpoint' },
  location: { expression: 'a.location_id' },
  channel: { expression: 'o.channel', join: 'left join commerce_order o on o.order_id = a.order_id' },
  country: { expression: 'p.country', join: PROFILE },
  tier: { expression: TIER_GROUP.expression('a'), join: TIER_GROUP.join('a') },
  campaign: { expression: CAMPAIGN_GROUP.expression, join: CAMPAIGN_GROUP.join('a') },
};

/** @param name parameter with the name of an attribute, such as `$7`; used for those only */
export function surveyGroup({ by }: Grouping, name: string): SurveyGroup {
  if (by !== 'attribute') return GROUPS[by];
  // Of a list or an object there are no groups.
  const expression = `case when jsonb_typeof(p.attributes -> ${name}) in ('string', 'number', 'boolean') then p.attributes ->> ${name} end`;
  return { expression, join: PROFILE };
}
