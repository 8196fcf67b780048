/**
 * What counts of orders, for statements about many of them: `order_id`, `customer_id`, `currency`, `net_minor`, `placed_at`. The
 * same as `countedGoods` says of one: not those of guests, nor those cancelled, returned as a whole or unknown. The customer is
 * the record that the order names; `customer_record` tells the person.
 */
export const COUNTED_ORDERS = /* sql */ `
  select order_id, customer_id, currency, greatest(total_minor - returned_minor, 0) as net_minor, placed_at
    from commerce_order
   where customer_id is not null and not cancelled and not (total_minor > 0 and returned_minor >= total_minor)
     and (lines is null or exists (
            select from jsonb_array_elements(lines) line
             where coalesce((returned_quantities ->> (line ->> 'lineId'))::int8, 0) < (line ->> 'quantity')::int8))`;
