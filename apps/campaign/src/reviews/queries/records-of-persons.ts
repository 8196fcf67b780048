/** Every record, as `customer_id` and `person_id`, of the persons in the column `person_id` of `from`. */
export const recordsOfPersons = (from: string): string => /* sql */ `
  select person_id as customer_id, person_id from ${from}
   union
  select customer_record.customer_id, person_id
    from customer_record join ${from} using (person_id)
   where person_id <> customer_record.customer_id`;
