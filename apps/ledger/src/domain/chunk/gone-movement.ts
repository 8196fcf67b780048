import { isEvent, purchaseCancelled, type Envelope } from '@perennial/contracts';
import { programmeAt } from '@perennial/programme';

import { isGrant, orderThing, type Fact } from '../fact.js';
import { lotKey } from '../lot.js';
import { placeOf } from '../place.js';
import type { Posted } from '../posting/transfer.js';
import type { Movement } from '../world.js';
import type { Draft } from './draft.js';

/**
 * A posting that the history has no reason for any more. Of a cancelled order, and of an achievement it had counted towards,
 * it is taken back, not before it was given; an expiry is undone on its own day.
 */
export function goneMovement(
  draft: Draft,
  account: string,
  facts: readonly Fact[],
  { kind, rule, thing, points, lastAt, partnerId }: Posted,
  cause: Envelope,
): Movement {
  const { programmes } = draft.snapshot;
  const isOfAchievement = programmes.versions.some(({ programme }) =>
    programme.rules.some(({ kind: of, name }) => of === 'points-per-achievement' && name === rule),
  );
  const takenBack =
    isEvent(purchaseCancelled, cause) &&
    (isOfAchievement || isGrant(thing) || thing === orderThing(cause.data.orderId));
  const given = takenBack ? facts.filter((fact) => fact.kind === 'sale' && fact.thing === thing) : [];
  const takenBackAt = given.length === 0 ? cause.at : Math.max(cause.at, Math.min(...given.map((sale) => sale.at)));
  const at = kind === 'expiry' ? lastAt : takenBackAt;
  const { version } = programmeAt(programmes, at);
  const lot = draft.members.get(account)?.state.lots.get(lotKey({ rule, thing }));
  const part = lot?.pending && lot.points >= points ? 'pending' : 'available';
  return {
    account,
    kind,
    rule,
    thing,
    points: -points,
    part,
    at,
    because: placeOf(cause),
    takenBack,
    programmeVersion: version,
    partnerId,
  };
}
