import { surveyAnswered, surveyInvited } from '@perennial/contracts';

import { Shop } from './shop.js';
import type { ShopEvent } from './shop-event.js';
import { mistakes } from './mistakes.js';

const noon = Date.UTC(2027, 0, 1, 12);

/** The first events of a shop, a tenth of a second apart. */
function story(seed: number, runId: string, length: number): ShopEvent[] {
  const shop = new Shop(seed, runId);
  return Array.from({ length }, (_, i) => shop.next(new Date(noon + i * 100)));
}

const idOf = (event: ShopEvent) => (event.kind === 'event' ? event.id : event.value);
const withoutRun = (events: ShopEvent[], runId: string) => JSON.stringify(events).replaceAll(runId, 'RUN');

describe('Shop', () => {
  it('tells the same story for the same seed, and another one for another seed', () => {
    expect(story(1, 'aaaa', 500)).toEqual(story(1, 'aaaa', 500));
    expect(withoutRun(story(1, 'aaaa', 500), 'aaaa')).not.toEqual(withoutRun(story(2, 'aaaa', 500), 'aaaa'));
  });

  it('repeats no id of an earlier run with the same seed', () => {
    const [first, second] = [story(1, 'aaaa', 500), story(1, 'bbbb', 500)];
    expect(withoutRun(second, 'bbbb')).toEqual(withoutRun(first, 'aaaa'));
    const ids = new Set([...first, ...second].map(idOf));
    expect(ids.size).toBe(1000);
  });

  it('sends only data that the contracts accept, apart from its mistakes', () => {
    const refused = story(7, 'aaaa', 2000).filter(
      (event) => event.kind === 'event' && !event.declaration.data.safeParse(event.data).success,
    );
    expect(refused).toEqual([]);
  });

  it('does everything a shop does within 300 events, half a minute: orders, reviews, answers, referrals, returns, mistakes', () => {
    const events = story(1, 'aaaa', 300);
    const seen = new Set(events.map((event) => (event.kind === 'event' ? event.declaration.topic : 'mistake')));
    expect(seen).toEqual(
      new Set([
        'commerce.engagement',
        'commerce.purchase',
        'commerce.review',
        'commerce.referral',
        'commerce.return',
        'commerce.survey',
        'mistake',
      ]),
    );
  });

  it('tells of invitations of three weeks ago, of which some are answered within 5 days', () => {
    const told = story(1, 'aaaa', 3000).flatMap((event) => (event.kind === 'event' ? [event] : []));
    const sent = told.filter(({ declaration }) => declaration.type === surveyInvited.type);
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.every(({ time }) => Date.parse(time) < noon - 20 * 86_400_000)).toBe(true);
    const old = told.filter(
      ({ declaration, time }) => declaration.type === surveyAnswered.type && Date.parse(time) < noon,
    );
    const isOfOne = ({ customerId, time }: { readonly customerId: string; readonly time: string }): boolean =>
      sent.some(
        (invitation) =>
          invitation.customerId === customerId &&
          Date.parse(time) > Date.parse(invitation.time) &&
          Date.parse(time) <= Date.parse(invitation.time) + 5 * 86_400_000,
      );
    expect(old.length).toBeGreaterThan(20);
    expect(old.every(isOfOne)).toBe(true);
    expect(old.length).toBeLessThan(sent.length);
  });

  it('makes each kind of mistake in turn', () => {
    const reasons = story(1, 'aaaa', 1000).flatMap((event) => (event.kind === 'mistake' ? [event.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(mistakes.map((mistake) => mistake.reason)));
    expect(reasons.slice(0, mistakes.length)).toEqual(mistakes.map((mistake) => mistake.reason));
  });

  it('returns only orders it placed, each once and not above its total', () => {
    const totals = new Map<unknown, number>();
    const returned: unknown[] = [];
    for (const event of story(3, 'aaaa', 3000)) {
      if (event.kind === 'mistake') continue;
      const data: { orderId?: unknown; totalMinor?: number; amountMinor?: number } = event.data;
      if (event.declaration.topic === 'commerce.purchase') totals.set(data.orderId, data.totalMinor ?? 0);
      if (event.declaration.topic !== 'commerce.return') continue;
      expect(data.amountMinor).toBeLessThanOrEqual(totals.get(data.orderId) ?? -1);
      returned.push(data.orderId);
    }
    expect(returned.length).toBeGreaterThan(50);
    expect(new Set(returned).size).toBe(returned.length);
  });
});
