/**
 * The tier a customer was in when a day began, as a join behind `row`, which has `customer_id` and `day`: a purchase of the day
 * may be what lifted them, and a tier named after it would explain itself. Changes are known of those who have left the lowest
 * tier; it is the one that the first of all changes came from. Nobody's tier where nobody changed one, or of nobody.
 */
export const TIER_GROUP = {
  join: (row: string) => /* sql */ `
    left join (select customer_id, to_tier as tier, day, coalesce(lead(day) over of_customer, 'infinity') as until
                 from tier_change
               window of_customer as (partition by customer_id order by changed_at, source, event_id)) tier
           on tier.customer_id = ${row}.customer_id and ${row}.day > tier.day and ${row}.day <= tier.until`,
  expression: (row: string) => /* sql */ `
    case when ${row}.customer_id is not null
         then coalesce(tier.tier, (select from_tier from tier_change order by changed_at, source, event_id limit 1)) end`,
};

/**
 * The campaigns that had made a customer an offer by a day, that one included; those whose holdout the customer is in by their name
 * with `:holdout`. Several are several rows; none, where no campaign had.
 */
export const CAMPAIGN_GROUP = {
  join: (row: string) => /* sql */ `
    left join campaign_offer offer on offer.customer_id = ${row}.customer_id and ${row}.day >= offer.first_day`,
  expression: /* sql */ `offer.campaign_id || case offer.arm when 'holdout' then ':holdout' else '' end`,
};
