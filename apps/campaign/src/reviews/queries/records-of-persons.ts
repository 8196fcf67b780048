/** Every record, as `customer_id` and `person_id`, of the persons in the column `person_id` of `from`. */
export const recordsOfPersons = (from: string): string => /* sql */ `
  select person_id as customer_id, person_id from ${from}
   union
  select merged.customer_id, person.person_id
    from (select distinct person_id from ${from}) person
   cross join lateral (
           select customer_id from customer_record
            where person_id = person.person_id and person_id <> customer_record.customer_id
           offset 0
         ) merged`;
