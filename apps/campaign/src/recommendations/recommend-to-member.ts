import { findPerson, listRecordsOfPersons } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

import { armOf, type Arm } from '../domain/holdout.js';
import { categoryAffinity } from './domain/affinity.js';
import { holdingOf, type Holding } from './domain/holding.js';
import { nearestOf } from './domain/nearest.js';
import { recommendFor, type RecommendedItem } from './domain/recommend-for.js';
import { findModel, type StoredModel } from './queries/find-model.js';
import { findNamedProducts } from './queries/find-named-products.js';
import { listCandidates } from './queries/list-candidates.js';
import { listNeighbours } from './queries/list-neighbours.js';
import { listOrderedLines } from './queries/list-ordered-lines.js';

export interface MemberRecommendations {
  /** `holdout`: only what is popular, so that the effect of recommendations can be measured. */
  readonly arm: Arm;
  /** Absent until there is a model; then there are no items. */
  readonly modelVersion?: number;
  readonly items: readonly RecommendedItem[];
}

export interface Wish {
  readonly k: number;
  readonly now: Date;
  readonly holdoutPercent: number;
  /** Of what says which categories a customer cares about. */
  readonly halfLifeDays: number;
}

/** No campaign can have this name: nobody is in both holdouts by the same draw. */
const HOLDOUT = '/recommendations';
/** Of customers who have more, the latest count, as in the model. */
const PRODUCTS_MAX = 100;
const CATEGORIES_MAX = 10;

/** What is recommended to a customer now; undefined when no accepted event has named the customer. */
export async function recommendToMember(
  db: Tx,
  customerId: string,
  { k, now, holdoutPercent, halfLifeDays }: Wish,
): Promise<MemberRecommendations | undefined> {
  const person = await findPerson(db, customerId);
  if (person === undefined) return undefined;
  const arm = armOf(person, HOLDOUT, holdoutPercent);
  const model = await findModel(db);
  if (!model) return { arm, items: [] };

  const holding = await holdingIn(db, model, person);
  const personal = arm === 'treatment';
  const affinity = categoryAffinity(personal ? holding.events : [], now.getTime(), halfLifeDays);
  const latest = holding.has.slice(-PRODUCTS_MAX).map(({ product }) => product);
  const neighbours = personal ? await listNeighbours(db, model.version, latest) : [];
  const candidates = await listCandidates(db, model.version, {
    products: nearestOf(neighbours, model.settings.smoothing),
    popular: k + holding.has.length + holding.sentBack.length,
    categories: mostCaredFor(affinity),
  });
  const items = recommendFor(holding, neighbours, affinity, candidates, model.settings, k);
  return { arm, modelVersion: model.version, items };
}

async function holdingIn(db: Tx, { version }: StoredModel, person: string): Promise<Holding> {
  const records = await listRecordsOfPersons(db, [person]);
  const lines = await listOrderedLines(db, [...records.keys()]);
  const names = new Set(lines.flatMap(({ sku, productId }) => (productId === undefined ? sku : [productId, sku])));
  return holdingOf(lines, await findNamedProducts(db, version, [...names]));
}

function mostCaredFor(affinity: ReadonlyMap<string, number>): string[] {
  return [...affinity]
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, CATEGORIES_MAX)
    .map(([category]) => category);
}
