import { getJson } from './http.js';

const PAGE = 200;

interface Page {
  readonly items: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
  readonly nextCursor: string | null;
}

/** Counts refused records of several services as one where it is one record: each service quarantines for itself. */
export class QuarantineCount {
  private readonly records = new Set<string>();
  /** Per service where its last full page ended: what stands before is known. */
  private readonly cursors = new Map<string, string>();

  get size(): number {
    return this.records.size;
  }

  /** Reads what is new in one service's list (oldest first, so what is new stands at the end). */
  async follow(serviceUrl: string, get: (url: string) => Promise<Page>): Promise<void> {
    for (;;) {
      const cursor = this.cursors.get(serviceUrl);
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor } = await get(`${serviceUrl}/v1/quarantine?limit=${PAGE}${from}`);
      for (const { topic, partition, offset } of items) this.records.add(`${topic}/${partition}/${offset}`);
      if (nextCursor === null) return;
      this.cursors.set(serviceUrl, nextCursor);
    }
  }
}

/** Brings the count up to date; a service that does not answer keeps its old part. */
export async function followQuarantines(count: QuarantineCount, serviceUrls: readonly string[]): Promise<void> {
  await Promise.allSettled(serviceUrls.map((url) => count.follow(url, getPage)));
}

/** Distinct records that any of the services refused. @throws Error when one does not answer: its part would be missing */
export async function countQuarantined(serviceUrls: readonly string[]): Promise<number> {
  const count = new QuarantineCount();
  await Promise.all(serviceUrls.map((url) => count.follow(url, getPage)));
  return count.size;
}

const getPage = (url: string): Promise<Page> => getJson<Page>(url);
