import type { EventOf, purchaseCompleted, PurchaseCompleted } from '@perennial/contracts';

/** What events tell of an order. */
export interface Order {
  readonly orderId: string;
  /** Absent until a purchase is known, and when the order is `forgotten`. */
  readonly goods?: OrderedGoods;
  /** Of an order that was cancelled nothing is left to come back: 0. */
  readonly returnedMinor: bigint;
  /** Pieces that came back, by line. */
  readonly returnedQuantities: ReadonlyMap<string, number>;
  readonly cancelled: boolean;
  /** Its customer was forgotten, or only refused events tell of it: it is nobody's, and nobody else's either. */
  readonly forgotten: boolean;
}

/** The order as its highest revision tells it. */
export interface OrderedGoods {
  /** Absent for a guest. */
  readonly customerId?: string;
  readonly revision: number;
  readonly currency: string;
  /** Minor units, before returns. */
  readonly totalMinor: bigint;
  /** Earliest time of any revision, in milliseconds since 1970: an amendment does not move an order. */
  readonly placedAt: number;
  readonly channel?: string;
  readonly locationId?: string;
  readonly partnerId?: string;
  readonly codes?: readonly string[];
  /** Absent when nothing is known of the lines. */
  readonly lines?: readonly OrderedLine[];
}

export interface OrderedLine {
  readonly lineId: string;
  readonly sku: string;
  readonly productId?: string;
  readonly category?: string;
  readonly quantity: number;
  /** Price of all pieces less the discount, in minor units, from 0. The lines need not sum to the order's total. */
  readonly totalMinor: number;
  readonly giftCard?: boolean;
}

export function unknownOrder(orderId: string): Order {
  return { orderId, returnedMinor: 0n, returnedQuantities: new Map(), cancelled: false, forgotten: false };
}

export function forgottenOrder(orderId: string): Order {
  return { ...unknownOrder(orderId), forgotten: true };
}

/** The order with what a purchase says of it, where its revision is the highest. */
export function withPurchase(order: Order, { data, at }: EventOf<typeof purchaseCompleted>): Order {
  const { goods } = order;
  const placedAt = Math.min(at, goods?.placedAt ?? at);
  if (goods && goods.revision >= data.revision) return { ...order, goods: { ...goods, placedAt } };
  return { ...order, goods: goodsOf(data, placedAt) };
}

function goodsOf(data: PurchaseCompleted, placedAt: number): OrderedGoods {
  const { customerId, revision, currency, totalMinor, channel, locationId, partnerId, codes, lines } = data;
  return {
    ...(customerId !== undefined && { customerId }),
    ...{ revision, currency, totalMinor: BigInt(totalMinor), placedAt },
    ...(channel !== undefined && { channel }),
    ...(locationId !== undefined && { locationId }),
    ...(partnerId !== undefined && { partnerId }),
    ...(codes !== undefined && { codes }),
    ...(lines && { lines: lines.map(lineOf) }),
  };
}

type Line = NonNullable<PurchaseCompleted['lines']>[number];

function lineOf({
  lineId,
  sku,
  productId,
  category,
  quantity,
  unitPriceMinor,
  discountMinor,
  giftCard,
}: Line): OrderedLine {
  const total = BigInt(quantity) * BigInt(unitPriceMinor) - BigInt(discountMinor ?? 0);
  // Pieces and price are up to 2^53 each: what no shop means stays a number that JSON holds exactly.
  const totalMinor = total < 0n ? 0 : Math.min(Number(total), Number.MAX_SAFE_INTEGER);
  return {
    lineId,
    sku,
    ...(productId !== undefined && { productId }),
    ...(category !== undefined && { category }),
    ...{ quantity, totalMinor },
    ...(giftCard && { giftCard }),
  };
}

/** Minor units that are left of the order: never below 0, also where an amendment made it less than what had come back. */
export function netMinor({ goods, returnedMinor }: Order): bigint {
  const left = (goods?.totalMinor ?? 0n) - returnedMinor;
  return left > 0n ? left : 0n;
}

/** Whether all of its money came back, or all pieces of all its lines. One that cost nothing has no money to come back. */
function isReturnedWhole({ goods, returnedMinor, returnedQuantities }: Order): boolean {
  if (!goods) return false;
  if (goods.totalMinor > 0n && returnedMinor >= goods.totalMinor) return true;
  return goods.lines?.every(({ lineId, quantity }) => (returnedQuantities.get(lineId) ?? 0) >= quantity) ?? false;
}

/** Whether nothing is left of the order for good or for now: cancelled, or all of it came back. */
export function isUndone(order: Order): boolean {
  return order.cancelled || isReturnedWhole(order);
}

/** Whether nothing is to be done for the order any more: it is undone, or its customer was forgotten. */
export function isOver(order: Order): boolean {
  return order.forgotten || isUndone(order);
}

export interface CountedGoods extends OrderedGoods {
  readonly customerId: string;
  /** What is left after returns, in minor units. */
  readonly netMinor: bigint;
}

/** What counts of an order for its customer; undefined for guests, and of orders cancelled, returned as a whole or unknown. */
export function countedGoods(order: Order): CountedGoods | undefined {
  const { goods } = order;
  if (goods?.customerId === undefined || isUndone(order)) return undefined;
  return { ...goods, customerId: goods.customerId, netMinor: netMinor(order) };
}

/** Whether an event says something new of an order that still counts. Cancellation is final: what comes after is moot. */
export function amends({ data }: EventOf<typeof purchaseCompleted>, { goods, cancelled }: Order): boolean {
  return goods !== undefined && data.revision > goods.revision && !cancelled;
}
