import type { Inputs } from '../rules/rule-kind.js';

/** What is needed of a rule's line in an answer. */
export interface Line {
  readonly result: string;
  readonly inputs: Inputs;
}

/** The points of one line from nothing but its inputs, as somebody outside would compute them. */
export function computedAgain({ result, inputs }: Line): number {
  if (result === 'skipped') return 0;
  if (result in MOVED) return MOVED[result]?.(inputs) ?? NaN;
  const inAll = Number(inputs['earnedMax'] ?? Infinity) - Number(inputs['earnedBefore'] ?? 0);
  const left = Math.min(Number(inputs['pointsLeft'] ?? Infinity), inAll);
  if (inputs['factorPercent'] !== undefined) return multiplied(inputs, result);
  if (inputs['perFullMinor'] === undefined) return Math.min(Number(inputs['points']), left);
  const [numerator, denominator] = netAgain(inputs);
  const fulls = numerator / (denominator * whole(inputs, 'perFullMinor'));
  const multiplier = BigInt(Number(inputs['multiplierPercent'] ?? 100));
  const most = inputs['pointsMax'] === undefined ? undefined : whole(inputs, 'pointsMax');
  const cut = (points: bigint) => (most !== undefined && points > most ? most : points);
  const award = Math.min(Number(cut((cut(fulls * whole(inputs, 'pointsPerFull')) * multiplier) / 100n)), left);
  return result === 'awarded' ? award : Number(inputs['awardBefore']) - award;
}

/** Beside the points that the order earned anyway. */
function multiplied(inputs: Inputs, result: string): number {
  const more = (whole(inputs, 'basePoints') * (whole(inputs, 'factorPercent') - 100n)) / 100n;
  const award = Math.min(Number(more), Number(inputs['multiplierPointsMax']));
  return result === 'awarded' ? award : Number(inputs['awardBefore']) - award;
}

/** What was given back, spent or moved. */
const MOVED: Readonly<Record<string, (inputs: Inputs) => number>> = {
  'given-back': givenBack,
  redeemed: drawn,
  reserved: drawn,
  'moved-in': wallet,
  'moved-out': wallet,
};

function givenBack(inputs: Inputs): number {
  if (inputs['pointsWanted'] !== undefined)
    return Math.min(Number(inputs['pointsWanted']), Number(inputs['pointsExpired']));
  const [spent, total] = [whole(inputs, 'pointsSpent'), whole(inputs, 'orderTotalMinor', 0)];
  const returned = whole(inputs, 'returnedMinor', 0);
  const inAll = total > 0n && returned < total ? (spent * returned) / total : spent;
  return Number(inAll) - Number(inputs['givenBackBefore']) - Number(inputs['alreadyExpired'] ?? 0);
}

function drawn(inputs: Inputs): number {
  const points = Number(inputs['fromLots']) + Number(inputs['owed']);
  const price = Number(inputs['rewardPoints'] ?? points) * Number(inputs['quantity'] ?? 1);
  return price === points ? points : NaN;
}

/** Of a wallet that owes more than it has, too: how much it was is said, and which way by the result. */
function wallet({ earned, reinstated, adjusted, transferred, redeemed, expired, clawedBack }: Inputs): number {
  const came = [earned, reinstated, adjusted, transferred].reduce<number>((sum, each) => sum + Number(each), 0);
  return Math.abs(came - Number(redeemed) - Number(expired) - Number(clawedBack));
}

/** The net eligible amount from goods, gift cards, memberships, tax, points and returns: a fraction of minor units. */
export function netAgain(inputs: Inputs): [numerator: bigint, denominator: bigint] {
  const total = whole(inputs, 'totalMinor');
  const goods = total - whole(inputs, 'giftCardsMinor') - whole(inputs, 'membershipsMinor');
  if (goods <= 0n) return [0n, 1n];
  const eligible = atLeastZero(goods - whole(inputs, 'pointsTenderMinor') - whole(inputs, 'taxIncludedMinor'));
  const unit = total > 0n ? total : 1n;
  const back = whole(inputs, 'returnedGoodsMinor', 0) * unit + whole(inputs, 'returnedWithoutLinesMinor', 0) * goods;
  return [eligible * atLeastZero(goods * unit - back), goods * unit];
}

/** Whether the amount that a line says is the one that its own inputs come to. */
export function saysItsAmount(inputs: Inputs): boolean {
  if (inputs['netEligibleMinor'] === undefined) return true;
  const [said, by = '1'] = String(inputs['netEligibleMinor']).split('/');
  const [numerator, denominator] = netAgain(inputs);
  return BigInt(said ?? '') * denominator === numerator * BigInt(by);
}

function whole(inputs: Inputs, name: string, absent = NaN): bigint {
  return BigInt(Number(inputs[name] ?? absent));
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
