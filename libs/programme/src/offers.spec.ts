import { jewellerText, mistakesAfter, mistakesIn } from './documents.fixture.js';
import { awardTexts, describeProgramme, offersOf, parseProgramme } from './index.js';

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
      'campaigns.0.offers.1.kind must be one of: discount, amount, free-shipping',
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

describe('an experience with slots', () => {
  const slot = (id: string, places = 12) => `{ id: ${id}, at: '2027-04-02T18:00:00Z', places: ${places} }`;
  const tasting = (...slots: readonly string[]) =>
    `offer: { kind: experience, experience: tasting, validDays: 30, slots: [${slots.join(', ')}] }`;

  it('is described with how many there are', () => {
    const sentences = describeProgramme(parseProgramme(jewellerText.replace(ONE, tasting(slot('one'), slot('two')))));
    expect(sentences.flatMap((section) => section.sentences)).toContain(
      'next-purchase: tasting (a place in one of 2 slots), valid 30 days, on the first purchase. 10 % of the customers get none, so that its effect can be measured.',
    );
  });

  it.each([
    ['two of one id', [slot('one'), slot('one')], 'campaigns.0.offer.slots.1.id the slot "one" is there twice'],
    ['no place', [slot('one', 0)], 'campaigns.0.offer.slots.0.places must be at least 1'],
    ['no slot', [], 'campaigns.0.offer.slots must be at least 1 in number'],
  ])('is refused with %s, with the place', (_title, slots, message) => {
    const [mistake, ...more] = mistakesAfter(ONE, tasting(...slots));
    expect([mistake?.replace(/^\d+:\d+ /, ''), more]).toEqual([message, []]);
    expect(mistake).toMatch(/^\d+:\d+ /);
  });
});

describe('points of a campaign', () => {
  const POINTS = 'offer: { kind: points, points: 50 }';
  const MONTHLY = 'budgetPerMonth: { offers: 1000000 }';
  const pointsText = jewellerText.replace(ONE, POINTS);

  it('are described, and named on statements as the campaign is', () => {
    const programme = parseProgramme(pointsText);
    const [campaign] = programme.campaigns;
    expect(describeProgramme(programme).flatMap((section) => section.sentences)).toContain(
      'next-purchase: 50 points, on the first purchase. 10 % of the customers get none, so that its effect can be measured.',
    );
    expect(awardTexts(programme).get('next-purchase')).toBe(campaign?.text);
    expect(awardTexts(parseProgramme(jewellerText)).has('next-purchase')).toBe(false);
  });

  it('may have a budget, and nothing else may have one of points', () => {
    const budget = 'budgetPerMonth: { points: 5000 }';
    const [campaign] = parseProgramme(pointsText.replace(MONTHLY, budget)).campaigns;
    expect(campaign?.budgetPerMonth).toEqual({ points: 5_000 });
    expect(() => parseProgramme(jewellerText.replace(MONTHLY, budget))).toThrow(
      'campaigns.0.budgetPerMonth.points must not be there: the campaign gives no points',
    );
  });

  it.each([
    ['is said nowhere', undefined],
    ['is said in another currency', '  per100Points: { EUR: 140 }'],
  ])('are refused with a budget of money where what they cost %s: nobody would get any', (_title, cost) => {
    const budget = pointsText.replace(MONTHLY, 'budgetPerMonth: { offers: 5000, money: { USD: 5000, GBP: 4000 } }');
    const costing = (text = '') => budget.replace('\noffers:', `\noffers:\n${text}`);
    expect(() => parseProgramme(costing(cost))).toThrow(
      'campaigns.0.offer.points needs offers.per100Points in USD or GBP: a budget of money takes of it what they cost',
    );
    expect(parseProgramme(costing('  per100Points: { EUR: 140, USD: 150 }')).campaigns).not.toEqual([]);
  });

  it('are refused in the name of a rule, or of the ledger', () => {
    for (const id of ['purchase', 'adjustment'])
      expect(() => parseProgramme(pointsText.replace('- id: next-purchase', `- id: ${id}`))).toThrow(
        `the name "${id}" is taken by a rule or by the ledger; points of a campaign need their own`,
      );
  });

  it('are refused for rewards: they would bring points for ever', () => {
    const circle = pointsText.replace(
      'trigger: { kind: first-purchase }',
      'trigger: { kind: event, on: loyalty.reward.issued.v1 }',
    );
    expect(() => parseProgramme(circle)).toThrow(
      'must be something else: points are rewards too, and would bring points for ever',
    );
  });
});

describe('a multiplier of points', () => {
  const twice = (more = ', validDays: 30') =>
    `offer: { kind: points-multiplier, factorPercent: 200, pointsMax: 500${more} }`;
  const BUDGET = 'budgetPerMonth: { offers: 1000000 }';
  const costing = (text: string) => text.replace('\noffers:', '\noffers:\n  per100Points: { USD: 150 }');

  it('is described with its most', () => {
    const programme = parseProgramme(jewellerText.replace(ONE, twice()));
    expect(describeProgramme(programme).flatMap((section) => section.sentences)).toContainEqual(
      expect.stringMatching(
        /^next-purchase: the base points of the next order times 2, at most 500 points more, valid 30 days, on the first purchase/,
      ),
    );
    expect(awardTexts(programme).get('next-purchase')).toBe(programme.campaigns[0]?.text);
  });

  it('may have a budget of points, and one of money where the document says what these cost', () => {
    const text = jewellerText
      .replace(ONE, twice())
      .replace(BUDGET, 'budgetPerMonth: { points: 5000, money: { USD: 750 } }');
    expect(() => parseProgramme(text)).toThrow(
      'campaigns.0.offer.pointsMax needs offers.per100Points in USD: a budget of money takes of it what they cost',
    );
    expect(parseProgramme(costing(text)).campaigns).not.toEqual([]);
  });

  it.each([
    ['without a most', twice().replace(', pointsMax: 500', ''), 'offer.pointsMax is missing: a number'],
    ['without an end', twice(''), 'offer.validDays must be there: only what is for a date ends with it'],
    ['that multiplies with 1', twice().replace('200', '100'), 'offer.factorPercent must be at least 101'],
  ])('is refused %s, with the place', (_title, offer, message) => {
    const [mistake, ...more] = mistakesAfter(ONE, offer);
    expect([mistake?.replace(/^\d+:\d+ /, ''), more]).toEqual([`campaigns.0.${message}`, []]);
    expect(mistake).toMatch(/^\d+:\d+ /);
  });

  it('is refused in the name of a rule, and for rewards: they would bring points for ever', () => {
    const text = jewellerText.replace(ONE, twice());
    expect(() => parseProgramme(text.replace('- id: next-purchase', '- id: purchase'))).toThrow(
      'the name "purchase" is taken by a rule or by the ledger; points of a campaign need their own',
    );
    const circle = text.replace('{ kind: first-purchase }', '{ kind: event, on: loyalty.reward.issued.v1 }');
    expect(() => parseProgramme(circle)).toThrow('must be something else: points are rewards too');
  });
});

describe('what an offer costs', () => {
  const BUDGET = 'budgetPerMonth: { offers: 1000000 }';
  const mistakesWith = (offer: string, budget = BUDGET, per100Points = '{ USD: 150 }') =>
    mistakesIn(
      jewellerText.replace(BUDGET, budget).replace('\noffers:', `\noffers:\n  per100Points: ${per100Points}`),
      ONE,
      `offer: { ${offer} }`,
    ).map((mistake) => mistake.replace(/^\d+:\d+ campaigns\.0\./, ''));
  const least = (amounts: string) => [
    `budgetPerMonth.money must have ${amounts} at least, for one offer: nobody would get any`,
  ];
  const amount = 'kind: amount, amountMinor: 500, currency: USD, validDays: 30';

  it.each([
    ['an amount', amount, 'USD: 500'],
    ['an amount of another currency', amount.replace('USD', 'EUR'), 'EUR: 500'],
    [
      'a percentage with a most',
      'kind: discount, percent: 10, atMost: { USD: 700, EUR: 800 }, validDays: 30',
      'USD: 700 or EUR: 800',
    ],
    ['free shipping', 'kind: free-shipping, atMost: { USD: 500 }, validDays: 30', 'USD: 500'],
    ['a gift', 'kind: gift, gift: card, worth: { USD: 900 }', 'USD: 900'],
    ['points', 'kind: points, points: 333', 'USD: 500'],
    ['a multiplier', 'kind: points-multiplier, factorPercent: 200, pointsMax: 333, validDays: 30', 'USD: 500'],
  ])('is there in a budget of money at least once: %s', (_title, offer, amounts) => {
    expect(mistakesWith(offer, 'budgetPerMonth: { money: { USD: 499 } }')).toEqual(least(amounts));
    const money = amounts.split(' or ')[0];
    expect(mistakesWith(offer, `budgetPerMonth: { money: { ${money} } }`)).toEqual([]);
  });

  it('is there in every budget, and of each of several offers', () => {
    const budget = 'budgetPerMonth: { money: { USD: 500 } }\n    budgets: [{ period: week, money: { USD: 499 } }]';
    expect(mistakesWith(amount, budget)).toEqual([
      'budgets.0.money must have USD: 500 at least, for one offer: nobody would get any',
    ]);
    const both = several(TEN, FIVE.replace('currency: USD', 'currency: EUR'));
    const mistakes = mistakesIn(jewellerText.replace(BUDGET, 'budgetPerMonth: { money: { USD: 5000 } }'), ONE, both);
    expect(mistakes).toEqual([
      expect.stringMatching(/budgetPerMonth\.money must have EUR: 500 at least, for one offer/),
    ]);
  });

  it('must be said of what has no value of its own where a budget of money is to take it', () => {
    const gift = 'kind: gift, gift: card';
    expect(mistakesWith(gift, 'budgetPerMonth: { money: { USD: 5000 } }')).toEqual([
      'offer.worth must be there: a budget of money takes of it what one costs',
    ]);
    expect(mistakesWith(gift)).toEqual([]);
  });

  it('can be counted', () => {
    const points = 'kind: points, points: 1000000';
    expect(mistakesWith(points, BUDGET, '{ USD: 900719925474 }')).toEqual([]);
    expect(mistakesWith(points, BUDGET, '{ USD: 900719925475 }')).toEqual([
      'offer.points would cost more than 9007199254740991 minor units of USD by offers.per100Points, which cannot be counted',
    ]);
  });
});

describe('free shipping', () => {
  const shipping = (more: string) => `offer: { kind: free-shipping, validDays: 30${more} }`;
  const BUDGET = 'budgetPerMonth: { offers: 1000000 }';

  it('is described with its most', () => {
    const programme = parseProgramme(jewellerText.replace(ONE, shipping(', atMost: { USD: 500, EUR: 450 }')));
    expect(describeProgramme(programme).flatMap((section) => section.sentences)).toContainEqual(
      expect.stringMatching(
        /^next-purchase: free shipping, at most 5.00 USD or 4.50 EUR, valid 30 days, on the first purchase/,
      ),
    );
  });

  it('needs a most where a budget of money sets something aside for it', () => {
    const text = jewellerText.replace(BUDGET, 'budgetPerMonth: { money: { USD: 5000 } }');
    expect(() => parseProgramme(text.replace(ONE, shipping('')))).toThrow(
      'campaigns.0.offer.atMost must be there: a budget of money sets aside the most a code takes off',
    );
    expect(parseProgramme(text.replace(ONE, shipping(', atMost: { USD: 500 }'))).campaigns).not.toEqual([]);
    expect(parseProgramme(jewellerText.replace(ONE, shipping(''))).campaigns).not.toEqual([]);
  });
});

describe('a gift that the customer chooses', () => {
  const gift = (more: string) => `offer: { kind: gift, gift: necklace, ${more} }`;
  const of = (more: string) => parseProgramme(jewellerText.replace(ONE, gift(more)));

  it('is described with its variants and the note', () => {
    const sentences = describeProgramme(of('choices: [silver, gold], customerNote: 200')).flatMap(
      (section) => section.sentences,
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(/^next-purchase: a gift \(necklace: silver or gold\) with a note of the customer, on /),
    );
  });

  it.each([
    ['a variant beside them', 'choices: [silver, gold], choice: gold', 'choices must not be there beside choice'],
    ['a variant twice', 'choices: [gold, gold]', 'choices.1 "gold" is there twice'],
    ['another note', 'customerNote: 200, note: Hello', 'customerNote must not be there beside note'],
  ])('is refused with %s', (_title, more, message) => {
    expect(() => of(more)).toThrow(`campaigns.0.offer.${message}`);
  });
});
