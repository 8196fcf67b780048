import { jewellerText, mistakesAfter } from './documents.fixture.js';
import { describeProgramme, offersOf, parseProgramme } from './index.js';

const ONE = 'offer: { kind: discount, percent: 20, validDays: 60 }';
const TEN = '{ id: ten, kind: discount, percent: 10, validDays: 60 }';
const FIVE =
  '{ id: five, kind: amount, amountMinor: 500, currency: USD, validDays: 30, gain: 1.5, text: 5 dollars off }';
const several = (...offers: readonly string[]) => `offers: [${offers.join(', ')}]`;

describe('a campaign with several offers', () => {
  it('has each with its id, and a gain of 1 unless told otherwise', () => {
    const [campaign] = parseProgramme(jewellerText.replace(ONE, several(TEN, FIVE))).campaigns;
    expect(campaign && offersOf(campaign)).toEqual([
      { id: 'ten', kind: 'discount', percent: 10, validDays: 60, on: 'everything', gain: 1 },
      {
        ...{ id: 'five', kind: 'amount', amountMinor: 500, currency: 'USD', validDays: 30 },
        ...{ gain: 1.5, text: '5 dollars off' },
      },
    ]);
  });

  it('is described with all of them', () => {
    const sentences = describeProgramme(parseProgramme(jewellerText.replace(ONE, several(TEN, FIVE))));
    expect(sentences.flatMap((section) => section.sentences)).toContain(
      'next-purchase: 10 % off, valid 60 days or 5.00 USD off, valid 30 days, chosen by how often each was redeemed, on the first purchase. 10 % of the customers get none, so that its effect can be measured.',
    );
  });

  it.each([
    ['one alone', several(TEN), 'campaigns.0.offers must be at least 2 in number'],
    ['two of one id', several(TEN, TEN), 'campaigns.0.offers.1.id the offer "ten" is there twice'],
    [
      'one beside that for everybody',
      `${ONE}\n    ${several(TEN, FIVE)}`,
      'campaigns.0.offers must not be there beside `offer`',
    ],
    [
      'one of which nobody tells whether it was used',
      several(TEN, '{ id: mug, kind: gift, gift: mug }'),
      'campaigns.0.offers.1.kind must be one of: discount, amount',
    ],
    [
      'one without an end',
      several(TEN, '{ id: five, kind: amount, amountMinor: 500, currency: USD }'),
      'campaigns.0.offers.1.validDays must be there: only what is for a date ends with it',
    ],
    [
      'one on a category nobody viewed',
      several(TEN, '{ id: category, kind: discount, percent: 5, validDays: 7, on: the-category }'),
      'campaigns.0.offers.1.on must be everything: only a trigger of kind category-viewed knows a category',
    ],
  ])('is refused with %s', (_title, offers, message) => {
    expect(mistakesAfter(ONE, offers).map((line) => line.replace(/^\d+:\d+ /, ''))).toEqual([message]);
  });

  it('is refused without any offer at all', () => {
    expect(mistakesAfter(`    ${ONE}\n`, '')).toEqual([
      expect.stringMatching(/ campaigns\.0\.offer must be there, or `offers` to choose among$/),
    ]);
  });
});
