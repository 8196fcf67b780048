import { setTimeout as sleep } from 'node:timers/promises';

import { ask, type HttpAnswer } from '../http.js';
import type { ProgrammeName } from '../options.js';
import type { Random } from '@perennial/testing';
import type { ChaosHistory } from './histories.js';

/** What somebody wanted over HTTP, and what the ledger answered. */
export interface AnsweredDecision {
  readonly history: string;
  readonly kind:
    'redemption' | 'redemption-reversal' | 'reservation' | 'commit' | 'release' | 'adjustment' | 'transfer';
  readonly customerId: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

type Wish = Pick<AnsweredDecision, 'kind' | 'customerId' | 'path' | 'body'>;

const REWARDS: Readonly<Record<ProgrammeName, readonly object[]>> = {
  jeweller: [
    { rewardId: 'gift-box' },
    { rewardId: 'gift-box', quantity: 2 },
    { rewardId: 'bracelet', choice: 'leather' },
    { rewardId: 'ten-dollars' },
  ],
  'travel-club': [{ rewardId: 'fuel-5' }, { rewardId: 'family-ticket' }],
};
/** What there is little of: wanted by many at once, when everything else has come to rest. */
export const SCARCE: Readonly<
  Partial<
    Record<ProgrammeName, { readonly rewardId: string; readonly perMonth: number; readonly pointsEnough: number }>
  >
> = { jeweller: { rewardId: 'consultation', perMonth: 20, pointsEnough: 400 } };
/** Twice what there is. */
const RUSH_MAX = 40;
const TTL_SECONDS = 30 * 86_400;
const RETRY_MS = 200;

/** Members who spend, hold, give and are given points meanwhile, each wish repeated with its key until it is answered. */
export class Deciders {
  readonly answered: AnsweredDecision[] = [];
  /** A repeat that was answered otherwise than the first time. */
  readonly contradictions: string[] = [];
  /** Requests whose answer never came. */
  unanswered = 0;
  /** Wishes that wait for an answer now. */
  open = 0;
  private count = 0;

  /** @param urls of the ledger's processes, asked at every request */
  constructor(
    private readonly programme: ProgrammeName,
    private readonly random: Random,
    private readonly urls: () => readonly string[],
  ) {}

  /** Goes on until told to end; then what was begun is answered. */
  async run(histories: () => readonly ChaosHistory[], isOver: () => boolean, pauseMs: number): Promise<void> {
    while (!isOver()) {
      const able = histories().filter(({ deciders }) => deciders.length > 0);
      if (able.length > 0) await this.decide(this.random.pick(able));
      await sleep(pauseMs);
    }
  }

  /** Many are given points, and then want the same at once; where there is enough of everything, nothing is done. */
  async rush(histories: readonly ChaosHistory[]): Promise<void> {
    const scarce = SCARCE[this.programme];
    if (!scarce) return;
    const { rewardId, pointsEnough: points } = scarce;
    const many = histories
      .flatMap(({ name, deciders }) => deciders.map((customerId) => ({ name, customerId })))
      .slice(0, RUSH_MAX);
    const each = (wishOf: (of: string) => Omit<Wish, 'customerId'>) =>
      Promise.all(
        many.map(({ name, customerId }) =>
          this.carryOut(name, { customerId, ...wishOf(`/v1/members/${customerId}`) }, this.nextKey()),
        ),
      );
    await each((of) => ({ kind: 'adjustment', path: `${of}/adjustments`, body: { points, reason: 'chaos' } }));
    await each((of) => ({ kind: 'redemption', path: `${of}/redemptions`, body: { rewardId } }));
  }

  private nextKey(): string {
    return `chaos-${(this.count += 1)}`;
  }

  private async carryOut(history: string, wish: Wish, key: string): Promise<HttpAnswer> {
    const given = await this.untilAnswered(wish, key);
    const answer = JSON.parse(given.text) as AnsweredDecision['answer'];
    this.answered.push({ history, ...wish, key, status: given.status, answer });
    return given;
  }

  private async decide(history: ChaosHistory): Promise<void> {
    const wish = this.wishOf(history);
    const key = this.nextKey();
    const { status, text } = await this.carryOut(history.name, wish, key);
    if (!this.random.chance(0.3)) return;
    const again = await this.untilAnswered(wish, key);
    if (again.status === status && again.text === text) return;
    this.contradictions.push(
      `${wish.path} with key ${key}: first ${status} ${text}, then ${again.status} ${again.text}`,
    );
  }

  private wishOf({ name, deciders }: ChaosHistory): Wish {
    const { random } = this;
    const customerId = random.pick(deciders);
    const own = this.answered.filter(({ history, status }) => history === name && status < 300);
    const ended = new Set(own.map(({ path }) => path.split('/')[3]));
    const open = (kind: AnsweredDecision['kind'], id: string) =>
      own.filter((each) => each.kind === kind).filter(({ answer }) => !ended.has(String(answer[id])));
    const redeemed = open('redemption', 'redemptionId');
    const reserved = open('reservation', 'reservationId');
    if (redeemed.length > 0 && random.chance(0.3)) {
      const one = random.pick(redeemed);
      const path = `/v1/redemptions/${String(one.answer['redemptionId'])}/reversal`;
      return { kind: 'redemption-reversal', customerId: one.customerId, path, body: {} };
    }
    if (reserved.length > 0 && random.chance(0.6)) {
      const one = random.pick(reserved);
      const kind = random.pick(['commit', 'release'] as const);
      const path = `/v1/reservations/${String(one.answer['reservationId'])}/${kind}`;
      return { kind, customerId: one.customerId, path, body: {} };
    }
    return this.newWish(customerId, deciders);
  }

  private newWish(customerId: string, deciders: readonly string[]): Wish {
    const { random } = this;
    const of = (what: string) => `/v1/members/${customerId}/${what}`;
    switch (random.between(0, 4)) {
      case 0:
        return {
          kind: 'adjustment',
          customerId,
          path: of('adjustments'),
          body: { points: random.pick([1, 40, 499, -3, -60]), reason: 'chaos' },
        };
      case 1: {
        const to = random.pick(deciders.filter((other) => other !== customerId));
        return { kind: 'transfer', customerId, path: of('transfers'), body: { to, points: random.between(1, 60) } };
      }
      case 2: {
        const body = { points: random.between(1, 80), ttlSeconds: TTL_SECONDS };
        return { kind: 'reservation', customerId, path: of('reservations'), body };
      }
      default: {
        const body = { ...random.pick(REWARDS[this.programme]) };
        return { kind: 'redemption', customerId, path: of('redemptions'), body };
      }
    }
  }

  private async untilAnswered({ path, body }: Wish, key: string): Promise<HttpAnswer> {
    this.open += 1;
    for (;;) {
      const url = this.random.pick(this.urls());
      const answer = await ask('POST', `${url}${path}`, { body, key });
      if (answer && isFinal(answer)) {
        this.open -= 1;
        return answer;
      }
      this.unanswered += 1;
      await sleep(RETRY_MS);
    }
  }
}

/** Neither trouble of the service, nor that the first request of this key still runs. */
function isFinal({ status, text }: HttpAnswer): boolean {
  if (status >= 500) return false;
  return !(status === 409 && text.includes('IDEMPOTENCY_KEY_IN_USE'));
}
