import type { Tx } from '@perennial/persistence';
import { OF_ACCOUNT } from '@perennial/service';

import { isGivenId } from '../commands/given-id.js';
import { findAccount } from '../store/queries/find-account.js';
import { findErased } from '../store/queries/find-erased.js';
import { findCustomers } from './queries/find-customers.js';

/**
 * How the log names who acts. Entries stay for ever, so a customer who acts for themself stands there as their account;
 * undefined of one who was forgotten.
 */
export async function keptActor(tx: Tx, actor: string): Promise<string | undefined> {
  const account = await findAccount(tx, actor);
  if (account !== undefined) return `${OF_ACCOUNT}${account}`;
  return (await findErased(tx, [actor])).has(actor) ? undefined : actor;
}

/** Actors as they are shown: who is a customer by their id, as long as they are not forgotten. */
export async function shownActors(tx: Tx, kept: readonly string[]): Promise<string[]> {
  const customers = await findCustomers(
    tx,
    kept.flatMap((each) => accountOfActor(each) ?? []),
  );
  return kept.map((each) => customers.get(accountOfActor(each) ?? '') ?? each);
}

/** The account of an actor that is a customer. */
export function accountOfActor(kept: string): string | undefined {
  const account = kept.startsWith(OF_ACCOUNT) ? kept.slice(OF_ACCOUNT.length) : '';
  return isGivenId(account) ? account : undefined;
}
