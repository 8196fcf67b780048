import { parseCode } from '@perennial/codes';
import { compareUtf8 } from '@perennial/contracts';
import { findForgotten, findPerson } from '@perennial/customers';
import { writeOutbox } from '@perennial/messaging';
import { findOrders, holdOrder, isOver, unknownOrder, type Order } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import { ProblemError } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { settleOffers } from '../store/settle-offers.js';
import type { CodeVault } from './code-vault.js';
import type { Basket } from './domain/basket.js';
import type { IssuedCode } from './domain/code-terms.js';
import { judgeCodes, type JudgedCode, type OrderAtCheckout } from './domain/judge-codes.js';
import type { UseChange } from './domain/use-changes.js';
import { offerBehind, offerRedeemedMessage } from './offer-outcome-messages.js';
import { addMisses, countMisses, guesserOf } from './queries/code-misses.js';
import { findCodes, lockCodes } from './queries/find-codes.js';
import { listUses } from './queries/list-uses.js';
import { listHolds, type TakenOff } from './queries/reservations.js';
import { saveUses } from './queries/save-uses.js';
import { settlementsOf } from './settlements.js';

/** Codes of nobody's, or of somebody else's, that one customer may name in a minute. Whoever mistypes is not counted: that is found before. */
const MISSES_A_MINUTE = 20;

/** An order as a checkout tells it. */
export interface CheckoutOrder {
  readonly orderId: string;
  /** Absent: a guest. */
  readonly customerId?: string | undefined;
  readonly basket: Basket;
}

interface Digests {
  /** In the order the codes are named; undefined where it cannot be a code. */
  readonly named: readonly (string | undefined)[];
  readonly different: readonly string[];
}

/**
 * What codes would take off an order now. Changes nothing.
 *
 * @throws ProblemError TOO_MANY_UNKNOWN_CODES (429) to whoever guesses
 */
export async function validateCodes(
  db: Tx,
  { vault, now }: { readonly vault: CodeVault; readonly now: Date },
  typed: readonly string[],
  order: CheckoutOrder,
): Promise<JudgedCode[]> {
  await refuseGuessers(db, order, now);
  const digests = digestsOf(typed, vault);
  const codes = await findCodes(db, digests.different);
  const known = (await findOrders(db, [order.orderId])).get(order.orderId) ?? unknownOrder(order.orderId);
  const judged = await judge(db, { digests, codes, order, known }, now);
  await countMissed(db, judged, order, now);
  return judged;
}

/**
 * Uses codes on an order, all of them or none. Whoever redeems or undoes the same order, or uses one of the codes, waits, so a
 * code is used on no more orders than it may be. A code that the order has already is used by it once.
 *
 * @param clock asked when everything is locked
 * @returns what became of each; where one is refused, none was redeemed now
 * @throws ProblemError TOO_MANY_UNKNOWN_CODES (429) to whoever guesses
 */
export async function redeemCodes(
  tx: Tx,
  scope: CheckoutScope,
  typed: readonly string[],
  order: CheckoutOrder,
): Promise<JudgedCode[]> {
  const { judged, now } = await judgeLocked(tx, scope, typed, order);
  if (judged.some(({ refusal }) => refusal !== undefined)) return judged;
  const { orderId, basket } = order;
  const used = judged.flatMap(({ named: { code }, discountMinor, shippingMinor, isUsedHere }) =>
    code && !isUsedHere ? [{ code, discountMinor, shippingMinor }] : [],
  );
  await useCodes(tx, used, { orderId, currency: basket.currency }, now);
  return judged;
}

export interface CheckoutScope {
  readonly vault: CodeVault;
  readonly clock: () => Date;
}

/**
 * Judges codes for an order that is locked with them until `tx` ends, so what is true of them stays true.
 *
 * @returns with the instant that they were judged at
 * @throws ProblemError TOO_MANY_UNKNOWN_CODES (429) to whoever guesses
 */
export async function judgeLocked(
  tx: Tx,
  { vault, clock }: CheckoutScope,
  typed: readonly string[],
  order: CheckoutOrder,
): Promise<{ readonly judged: JudgedCode[]; readonly now: Date }> {
  await refuseGuessers(tx, order, clock());
  const digests = digestsOf(typed, vault);
  // Nobody holds an order for a code that there is not.
  const isKnown = (await findCodes(tx, digests.different)).size > 0;
  const known = isKnown ? await holdOrder(tx, order.orderId) : unknownOrder(order.orderId);
  const codes = await lockCodes(tx, digests.different);
  const now = clock();
  const judged = await judge(tx, { digests, codes, order, known }, now);
  await countMissed(tx, judged, order, now);
  return { judged, now };
}

function digestsOf(typed: readonly string[], vault: CodeVault): Digests {
  const named = typed.map((text) => {
    const code = parseCode(text);
    return code === undefined ? undefined : vault.digestOf(code);
  });
  return { named, different: [...new Set(named.flatMap((digest) => digest ?? []))].sort(compareUtf8) };
}

async function judge(
  tx: Tx,
  {
    digests,
    codes,
    order: { orderId, customerId, basket },
    known,
  }: {
    readonly digests: Digests;
    readonly codes: ReadonlyMap<string, IssuedCode>;
    readonly order: CheckoutOrder;
    readonly known: Order;
  },
  now: Date,
): Promise<JudgedCode[]> {
  const uses = await listUses(tx, [orderId]);
  const others = uses.map(({ digest }) => digest).filter((digest) => !codes.has(digest));
  const all = new Map([...codes, ...(await findCodes(tx, others))]);
  const holds = await listHolds(tx, digests.different, now);
  const atCheckout: OrderAtCheckout = {
    basket,
    isOver: isOver(known),
    personId: customerId === undefined ? undefined : await personOf(tx, customerId),
    uses: uses.flatMap((of) => {
      const code = all.get(of.digest);
      return code ? [{ ...of, code }] : [];
    }),
    heldByOthers: new Map([...holds].map(([digest, orders]) => [digest, orders.size - (orders.has(orderId) ? 1 : 0)])),
  };
  const named = digests.named.map((digest) => ({ digest, code: digest === undefined ? undefined : codes.get(digest) }));
  return judgeCodes(named, atCheckout, now);
}

/** A customer whom no event has named yet is nobody else than who they say; who was forgotten is nobody. */
async function personOf(tx: Tx, customerId: string): Promise<string | undefined> {
  const person = await findPerson(tx, customerId);
  if (person !== undefined) return person;
  return (await findForgotten(tx, [customerId])).size > 0 ? undefined : customerId;
}

/** A code, and what it takes off an order. */
export interface UsedCode extends TakenOff {
  readonly code: IssuedCode;
}

/** Has codes used on an order by the checkout. The order and the codes are locked by `tx`. */
export async function useCodes(
  tx: Tx,
  codes: readonly UsedCode[],
  order: { readonly orderId: string; readonly currency: string },
  now: Date,
): Promise<void> {
  if (codes.length === 0) return;
  const changes = codes.map(({ code, discountMinor, shippingMinor }): UseChange => {
    const about = { ...order, digest: code.digest, discountMinor, shippingMinor };
    return { kind: 'used', code, use: { ...about, toldBy: 'checkout', usedAt: now, isReversed: false } };
  });
  await saveUses(tx, changes);
  await settleOffers(tx, settlementsOf(changes), now);
  const messages = changes.flatMap(({ code, use: of }) => {
    const offer = offerBehind(code);
    return offer ? [offerRedeemedMessage(offer, of)] : [];
  });
  await writeOutbox(tx, messages, CAMPAIGN_SOURCE);
}

async function refuseGuessers(tx: Tx, order: CheckoutOrder, now: Date): Promise<void> {
  if ((await countMisses(tx, guesserOf(order), now)) < MISSES_A_MINUTE) return;
  throw new ProblemError(
    429,
    'TOO_MANY_UNKNOWN_CODES',
    `More than ${MISSES_A_MINUTE} codes that were not theirs were named for this customer within a minute. Try again in the next one.`,
  );
}

async function countMissed(tx: Tx, judged: readonly JudgedCode[], order: CheckoutOrder, now: Date): Promise<void> {
  const missed = judged.filter(({ refusal }) => refusal === 'unknown' || refusal === 'other-customer').length;
  if (missed > 0) await addMisses(tx, guesserOf(order), now, missed);
}
