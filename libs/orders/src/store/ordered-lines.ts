/**
 * What was ordered, a row per line, for statements about many orders: `order_id`, `customer_id`, `placed_at`, `sku`, `product_id`,
 * `category`, `kept`. Not kept is a line of which all pieces came back, or whose order came back as a whole. Lines of cancelled orders and
 * gift cards are not among them; of guests the customer is null. The customer is the record that the order names;
 * `customer_record` tells the person.
 */
export const ORDERED_LINES = /* sql */ `
  select order_id, customer_id, placed_at, line ->> 'sku' as sku, line ->> 'productId' as product_id,
         line ->> 'category' as category,
         not (total_minor > 0 and returned_minor >= total_minor)
         and coalesce((returned_quantities ->> (line ->> 'lineId'))::int8, 0) < (line ->> 'quantity')::int8 as kept
    from commerce_order
   cross join jsonb_array_elements(lines) line
   where not cancelled and lines is not null and line -> 'giftCard' is distinct from 'true'::jsonb`;
