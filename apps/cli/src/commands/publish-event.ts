import { randomUUID } from 'node:crypto';

import {
  parseInstant,
  plainIssue,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';
import type { EventDeclaration, Publishable } from '@perennial/contracts';

import { toMinorUnits } from '../import/minor-units.js';
import { digitsOf } from '../import/import-plan.js';
import { UserError } from '../user-error.js';

/** What commander gives. */
export interface PublishFlags {
  readonly type: string;
  readonly customer?: string;
  readonly total?: string;
  readonly currency: string;
  readonly partner?: string;
  readonly order?: string;
  readonly sku?: string;
  readonly rating: string;
  readonly referee?: string;
  readonly time?: string;
  readonly id?: string;
  readonly source: string;
}

/** Options that say what happened; the others have a default, or are about every event. */
const ABOUT = ['customer', 'total', 'partner', 'order', 'sku', 'referee'] as const;
type About = (typeof ABOUT)[number];

const kinds = {
  purchase: {
    declaration: purchaseCompleted,
    takes: ['customer', 'total', 'partner', 'order'],
    data: (flags: PublishFlags, newId: string) => ({
      orderId: flags.order ?? `order-${newId}`,
      customerId: needed(flags, 'customer'),
      ...(flags.partner === undefined ? {} : { partnerId: flags.partner }),
      currency: flags.currency,
      totalMinor: amountOf(flags),
    }),
  },
  delivery: {
    declaration: purchaseDelivered,
    takes: ['customer', 'order'],
    data: (flags: PublishFlags) => ({
      orderId: needed(flags, 'order'),
      ...(flags.customer === undefined ? {} : { customerId: flags.customer }),
    }),
  },
  return: {
    declaration: returnCompleted,
    takes: ['customer', 'total', 'order'],
    data: (flags: PublishFlags, newId: string) => ({
      returnId: `return-${newId}`,
      orderId: needed(flags, 'order'),
      ...(flags.customer === undefined ? {} : { customerId: flags.customer }),
      currency: flags.currency,
      amountMinor: amountOf(flags),
    }),
  },
  review: {
    declaration: reviewPublished,
    takes: ['customer', 'order', 'sku'],
    data: (flags: PublishFlags, newId: string) => ({
      reviewId: `review-${newId}`,
      customerId: needed(flags, 'customer'),
      sku: needed(flags, 'sku'),
      ...(flags.order === undefined ? {} : { orderId: flags.order }),
      rating: Number(flags.rating),
      verified: true,
    }),
  },
  referral: {
    declaration: referralCreated,
    takes: ['customer', 'referee'],
    data: (flags: PublishFlags, newId: string) => ({
      referralId: `referral-${newId}`,
      referrerId: needed(flags, 'customer'),
      refereeId: needed(flags, 'referee'),
    }),
  },
} as const satisfies Record<
  string,
  {
    declaration: EventDeclaration;
    takes: readonly About[];
    data: (flags: PublishFlags, newId: string) => object;
  }
>;

/** The events that can be given as options; any other as a file. */
export const publishTypes: readonly string[] = Object.keys(kinds);

/**
 * The event that the options describe.
 *
 * @throws UserError naming the option that is missing or wrong
 */
export function eventOfFlags(flags: PublishFlags, now: Date, newId: string = randomUUID()): Publishable {
  const kind = Object.entries(kinds).find(([name]) => name === flags.type)?.[1];
  if (!kind)
    throw new UserError(
      `--type: "${flags.type}" is not one of ${publishTypes.join(', ')}. Any event can be given with --file.`,
    );
  const { declaration, takes } = kind;
  refuseOthers(flags, takes, `a ${flags.type}`);
  const data = kind.data(flags, newId);
  const checked = declaration.data.safeParse(data, { error: plainIssue });
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new UserError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  if (flags.time !== undefined && parseInstant(flags.time) === undefined) {
    throw new UserError(`--time: "${flags.time}" is not an instant with a zone, such as 2027-03-01T10:00:00Z`);
  }
  return {
    id: flags.id ?? newId,
    source: flags.source,
    type: declaration.type,
    time: flags.time ?? now.toISOString(),
    ...(flags.customer === undefined ? {} : { subject: flags.customer }),
    data,
  };
}

/**
 * An option that would change nothing was meant to.
 *
 * @throws UserError naming the first that is there and not among `takes`
 */
export function refuseOthers(flags: Partial<PublishFlags>, takes: readonly string[], what: string): void {
  const other = ABOUT.find((name) => flags[name] !== undefined && !takes.includes(name));
  if (other !== undefined) throw new UserError(`--${other} is not for ${what}.`);
}

function needed(flags: PublishFlags, name: 'customer' | 'order' | 'sku' | 'referee'): string {
  const value = flags[name];
  if (value === undefined || value === '') throw new UserError(`A ${flags.type} needs --${name}.`);
  return value;
}

function amountOf(flags: PublishFlags): number {
  const { total, currency } = flags;
  if (total === undefined) throw new UserError(`A ${flags.type} needs --total, for example --total 100.00`);
  const digits = digitsOf(currency);
  const money = toMinorUnits(total, digits);
  if ('problem' in money) {
    throw new UserError(
      `--total: "${total}" is not an amount of 0 or more with at most ${digits} decimals (${currency})`,
    );
  }
  return money.minor;
}
