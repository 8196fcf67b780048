import type { SortedPurchases } from '@perennial/recommend';

import { dayOf } from './day.js';

/** A line that a buyer has kept. */
export interface BoughtLine {
  readonly sku: string;
  readonly productId?: string;
  readonly category?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A product by its number. */
export interface ReadProduct {
  /** Of its articles that which was bought most often; of several such ones the first by its name. */
  readonly sku: string;
  /** The latest that was told. */
  readonly category?: string;
}

export interface ReadPurchases {
  readonly purchases: SortedPurchases;
  readonly products: readonly ReadProduct[];
  /** Numbers of products by what events call them: their own ids, and their articles. */
  readonly names: ReadonlyMap<string, number>;
}

interface Article {
  readonly sku: string;
  bought: number;
  productId?: string;
  toldAt: number;
  category?: string;
  categoryAt: number;
}

const START_ROOM = 1 << 12;

/**
 * Makes numbers of what buyers have bought: 8 bytes a line and 4 a buyer, and what is called by a name once. Articles that were ever told to
 * be of a product are one thing, also where a line does not tell it; of several products told, the latest counts.
 */
export class PurchaseReader {
  private readonly articles: Article[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly starts: number[] = [];
  private article = new Int32Array(START_ROOM);
  private day = new Int32Array(START_ROOM);
  private size = 0;
  private buyer: string | undefined;

  /** @param buyer all lines of a buyer follow each other, by day */
  add(buyer: string, line: BoughtLine): void {
    if (buyer !== this.buyer) this.starts.push(this.size);
    this.buyer = buyer;
    if (this.size === this.day.length) {
      this.article = doubled(this.article);
      this.day = doubled(this.day);
    }
    this.article[this.size] = this.numberOf(line);
    this.day[this.size] = dayOf(line.at);
    this.size += 1;
  }

  result(): ReadPurchases {
    const { products, names } = productsOf(this.articles);
    const productOf = this.articles.map(({ sku }) => names.get(sku) ?? 0);
    return {
      purchases: {
        start: Int32Array.from([...this.starts, this.size]),
        product: this.article.slice(0, this.size).map((article) => productOf[article] ?? 0),
        day: this.day.slice(0, this.size),
        quantity: new Float64Array(this.size).fill(1),
        products: products.length,
      },
      products,
      names,
    };
  }

  private numberOf({ sku, productId, category, at }: BoughtLine): number {
    let number = this.numbers.get(sku);
    if (number === undefined) {
      number = this.articles.push({ sku, bought: 0, toldAt: -Infinity, categoryAt: -Infinity }) - 1;
      this.numbers.set(sku, number);
    }
    const article = this.articles[number];
    if (article) note(article, productId, category, at);
    return number;
  }
}

/** What is told at the same instant is ordered by its name, so that it does not matter what is read first. */
function note(article: Article, productId: string | undefined, category: string | undefined, at: number): void {
  article.bought += 1;
  if (productId !== undefined && isLater(at, productId, article.toldAt, article.productId)) {
    article.productId = productId;
    article.toldAt = at;
  }
  if (category !== undefined && isLater(at, category, article.categoryAt, article.category)) {
    article.category = category;
    article.categoryAt = at;
  }
}

const isLater = (at: number, name: string, thanAt: number, than = ''): boolean =>
  at > thanAt || (at === thanAt && name > than);

function productsOf(articles: readonly Article[]): Omit<ReadPurchases, 'purchases'> {
  const names = new Map<string, number>();
  const ofProduct: Article[][] = [];
  for (const article of articles) {
    const name = article.productId ?? article.sku;
    const number = names.get(name) ?? ofProduct.push([]) - 1;
    names.set(name, number);
    ofProduct[number]?.push(article);
  }
  // Last: an article that is called like another product is what it was told to be.
  ofProduct.forEach((ofOne, number) => ofOne.forEach(({ sku }) => names.set(sku, number)));
  return { products: ofProduct.map(productOf), names };
}

function productOf(articles: readonly Article[]): ReadProduct {
  const [most] = articles.toSorted((a, b) => b.bought - a.bought || (a.sku < b.sku ? -1 : 1));
  const [told] = articles.toSorted(
    (a, b) => b.categoryAt - a.categoryAt || ((a.category ?? '') > (b.category ?? '') ? -1 : 1),
  );
  return { sku: most?.sku ?? '', ...(told?.category !== undefined && { category: told.category }) };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
