/**
 * What the ledger gave both sides of referrals for: `advocate_id`, `friend_id`, `thing`, `cause_source`, `cause_id`, `at`, and `reversed_at`, when it
 * was taken back. One event may be the cause of several referrals' points. Of awards of which was not said what they are for is known of the friend whether any were taken back.
 */
export const QUALIFIED = /* sql */ `
    select advocate.customer_id as advocate_id, friend.customer_id as friend_id, friend.thing, cause_source, cause_id, friend.at,
           coalesce(friend.taken_back_at, case when friend.thing is null then reversal.at end) as reversed_at
      from referral_award friend
      join referral_award advocate using (cause_source, cause_id)
      left join referral_reversal reversal on reversal.customer_id = friend.customer_id
     where friend.side = 'referee' and advocate.side = 'referrer' and coalesce(friend.thing = advocate.thing, true)`;

/**
 * Whom customers named as their friends: `advocate_id`, `friend_id`, `invited_at`, `qualified_at`, when the friend's purchase was for which
 * the ledger gave both of them points, and `reversed_at`, when it took them back. Each pair once, by its first invitation. Who has become one
 * person with their friend has invited nobody.
 */
export const INVITATIONS = /* sql */ `
    select advocate_id, friend_id, invited_at, qualified_at, reversed_at
      from (select customer_id as advocate_id, referee_id as friend_id, min(at) as invited_at
              from referral
             where customer_id <> referee_id
             group by 1, 2) invited
      left join (select advocate_id, friend_id,
                        coalesce(min(at) filter (where reversed_at is null), min(at)) as qualified_at,
                        case when bool_and(reversed_at is not null) then max(reversed_at) end as reversed_at
                   from (${QUALIFIED}) qualified
                  group by 1, 2) award using (advocate_id, friend_id)`;

/**
 * Who brought whom, from `invitation`: `advocate_id`, `friend_id`, `invited_at`. Nobody is brought by two, also where two records of a
 * friend were: the first invitation counts. So there is one way up from everybody, and down from a customer nobody is met twice,
 * but for the customer, whom merges may have put into a ring.
 */
export const BROUGHT = /* sql */ `
    select distinct on (friend_id) advocate_id, friend_id, invited_at
      from invitation
     where qualified_at is not null and reversed_at is null
     order by friend_id, invited_at, advocate_id`;

/** Of rows with `invited_at`; $1 and $2 are the ends of the period. */
export const INVITED_IN_PERIOD = /* sql */ `
  ($1::timestamptz is null or invited_at >= $1) and ($2::timestamptz is null or invited_at < $2)`;

/**
 * So far down the graph is followed. What people do ends long before; without an end, a chain of a hundred thousand made-up customers
 * would be five thousand million pairs.
 */
export const GENERATIONS_MAX = 20;
