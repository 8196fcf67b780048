import { pointsActivated } from '@perennial/contracts';
import { becomes, buys, delivers } from '@perennial/oracle';

import { LedgerTrial } from '../ledger-trial.fixture.js';

const at = (day: number) => Date.parse('2027-01-01T10:00:00Z') + (day - 1) * 86_400_000;
const order = buys('ann', 'o', at(1), 20_000, { currency: 'GBP', partnerId: 'fuel' });
const merge = becomes('ann', 'bob', at(3));
const delivery = delivers('o', at(2));

it.each([
  ['a delivery told last', [order, merge, delivery]],
  ['the purchase told last', [delivery, merge, order]],
  ['everything in time', [order, delivery, merge]],
])('points delivered before their member was merged are there to spend, and told of once: %s', (_title, events) => {
  const { ledger } = events.reduce(
    (trial, event) => {
      trial.arrive([event]);
      return trial;
    },
    new LedgerTrial('travel-club-on-delivery', [], at(9)),
  );
  expect(ledger.member('bob')?.balance).toMatchObject({ available: 100n, pending: 0n });
  const told = ledger.messages.filter(({ type }) => type === pointsActivated.type).map(({ data }) => data.points);
  expect(told).toEqual([100]);
});
