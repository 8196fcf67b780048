/**
 * The records of persons, for statements about what was kept under any of them: `customer_id`, `person_id`. $1 are the persons,
 * of whom nothing needs to be known.
 */
export const RECORDS_OF_PERSONS = /* sql */ `
  select customer_id, customer_id as person_id from unnest($1::text[]) as person (customer_id)
   union
  select customer_id, person_id from customer_record where person_id = any($1::text[]) and person_id <> customer_id`;

/** All records of the person that the row `asked` of `customer_record` is of: `customer_id`. Nobody else's are read. */
export const RECORDS_OF_ASKED = /* sql */ `
  select asked.person_id as customer_id
   union all
  select customer_id from customer_record where person_id = asked.person_id and person_id <> customer_id`;
