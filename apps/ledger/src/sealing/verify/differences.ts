/** What is compared, in the order in which each rests on those before it. Shown to people as it stands here. */
export const sealChecks = {
  chain: 'checkpoints are numbered and chained without gaps',
  signatures: 'checkpoints are signed with a known key',
  sealed: 'checkpoints seal the bookings they were made of',
  published: 'published checkpoints are unchanged',
  waiting: 'every booking is sealed or waits for it',
  roots: 'bookings have the root of their leaves',
  transfers: 'transfers are as they were booked',
  complete: 'bookings have all of their transfers and no other',
  numbers: 'the transfers of an account are numbered without gaps',
  audit: 'the audit log is as it was written, in its order',
  adjustments: 'adjustments, and who decided on them, are as the audit log tells',
  documents: 'the documents of the programme are those that were applied',
} as const;

export type SealCheck = keyof typeof sealChecks;

export interface Difference {
  readonly check: string;
  /** For a person: which row, and what is wrong with it. */
  readonly detail: string;
}

/** Keeps the first difference of each check. */
export class Differences {
  private readonly found = new Map<SealCheck, string>();

  note(check: SealCheck, detail: string): void {
    if (!this.found.has(check)) this.found.set(check, detail);
  }

  has(check: SealCheck): boolean {
    return this.found.has(check);
  }

  /** Of the first check that failed; what fails after it may be a consequence. */
  first(): Difference | undefined {
    const check = (Object.keys(sealChecks) as SealCheck[]).find((name) => this.found.has(name));
    return check && { check: sealChecks[check], detail: this.found.get(check) ?? '' };
  }
}
