import { readFileSync } from 'node:fs';

import { describeProgramme, parseProgramme } from './index.js';

const textOf = (name: string) => readFileSync(new URL(`../../../programmes/${name}.yaml`, import.meta.url), 'utf8');
const sentencesOf = (text: string) => describeProgramme(parseProgramme(text)).flatMap(({ sentences }) => sentences);

function sentencesAfter(search: string, replacement: string, text = textOf('jeweller')): string[] {
  expect(text).toContain(search);
  return sentencesOf(text.replace(search, replacement));
}

describe('the programme in plain language', () => {
  const held = '10 % of the customers get none, so that its effect can be measured.';

  it('explains the jeweller: a sentence for each rule, tier, reward and date', () => {
    expect(describeProgramme(parseProgramme(textOf('jeweller')))).toEqual([
      {
        title: 'How to get points',
        sentences: [
          'Points for your purchase: 1 point for every full 10.00 USD, 9.00 EUR, 8.00 GBP or 1500 JPY of an order.',
          'Points for your review: 5 points for a published review of something bought here, whatever its stars, once for each article and at most 5 times a calendar month.',
          "Bringing a friend: 50 points, and 20 points for the friend, at the friend's first purchase of at least 20.00 USD, 18.00 EUR, 16.00 GBP or 3000 JPY.",
          'Points for sharing: 2 points for each proof of social-shared, at most 2 times a day.',
          'Points for coming: 10 points for each proof of event-attended or workshop-attended.',
        ],
      },
      {
        title: 'Tiers',
        sentences: [
          'silver, from the start.',
          'gold, from 300 points for purchases of the last 365 days: 1.25 times the points for purchases, free shipping and early access by 24 hours.',
          'platinum, from 1000 points for purchases of the last 365 days: 1.5 times the points for purchases, free shipping, early access by 48 hours and A private consultation once a year.',
          'Who buys membership-gold is gold at least, for 365 days.',
          'When the points for a tier are no longer there, it is kept for 30 days; then it is one tier down. 14 days before, the member is told.',
        ],
      },
      {
        title: 'What points are for',
        sentences: [
          'A gift box for 50 points.',
          'A bracelet of your choice for 100 points (choose silver, gold-plated or leather).',
          'A private consultation for 150 points (20 a calendar month).',
          '10 dollars off for 200 points (a code worth 10.00 USD).',
        ],
      },
      {
        title: 'How long points last',
        sentences: [
          'Points are gone from the first day, 00:00 UTC, of the 13th month after the one they were earned in.',
          '30 days before points expire, the member is told.',
        ],
      },
      {
        title: 'Personal offers',
        sentences: [
          `next-purchase: 20 % off, valid 60 days, on the first purchase. ${held}`,
          `birthday-code: 20 % off, from 7 days before and until 7 days after the birthday, at most once in 300 days. ${held}`,
          'birthday-gift: a gift (boxed-necklace) with a note, on the birthday, at most once in 300 days.',
          'first-anniversary: a gift (card-and-token) with a note, on the day of the first purchase, each year.',
          `category-interest: 15 % off the category, valid 7 days, after 3 views of a category in 7 days without a purchase in it, at most once in 30 days. ${held}`,
          `sorry: 10 % off, valid 60 days, on commerce.service-issue.reported.v1 when data.severity >= 2, at most 2 times in 365 days. ${held}`,
          `win-back: 15 % off, valid 60 days, as soon as customer.pAliveMbg < 0.3 && customer.clvDecile >= 8, at most once in 180 days. ${held}`,
          `surprise: a gift (gift-box) with a note, on commerce.purchase.completed.v1, drawn for 1 in 100. ${held}`,
          `detractor-follow-up: follow-up, valid 30 days, on commerce.survey.answered.v1 when data.survey == "nps" && data.score <= 6, at most once in 90 days. ${held}`,
          'refer-a-friend: 10 % off, valid 90 days, on loyalty.reward.issued.v1 when data.reason.rule in ["referral-referrer", "referral-referee"].',
          'Nobody gets more than 3 offers in 30 days.',
          'Open offers of a customer are worth at most 20 % of what the customer is expected to spend in 12 months.',
        ],
      },
      {
        title: 'When something went wrong',
        sentences: [
          'A person gets in touch within 48 hours of an answer of 0 to 6 to whether one would recommend us.',
          'A person gets in touch within 48 hours of an answer of 2 of 5 or less to how satisfied one is.',
          'A person gets in touch within 24 hours of a service issue that is serious or grave.',
        ],
      },
      {
        title: 'Surveys',
        sentences: [
          'after-delivery: 50 % of the customers are asked nps 5 days after commerce.purchase.delivered.v1.',
          'after-issue: customers are asked csat 1 day after commerce.service-issue.resolved.v1.',
          'Nobody is asked more than 2 times in 30 days.',
        ],
      },
      {
        title: 'By hand',
        sentences: ['More than 500 points given or taken by a person wait for a second person.'],
      },
    ]);
  });

  it('explains the travel club: partners by their names, prices, when points can be spent, households', () => {
    expect(sentencesOf(textOf('travel-club'))).toEqual([
      'Points for your purchase at a partner: 1 point for every full 2.00 GBP at Fuel, 5.00 GBP at Telco or 2.00 GBP at Grocer. These points can be spent 14 days later.',
      '5 pounds off fuel for 500 points (a code worth 5.00 GBP; at Fuel).',
      'A family ticket for 1200 points.',
      'A flight voucher for 5000 points.',
      'All points are gone 24 months after the last time some were earned or redeemed, from the next day, 00:00 Europe/London.',
      '30 days before points expire, the member is told.',
      'Fuel, Telco and Grocer give and take the same points.',
      'A partner pays 8.00 GBP for 1000 points earned with it, and gets 6.00 GBP for 1000 redeemed at it.',
      'Up to 6 members can form a household: each keeps a balance, and they redeem together.',
      'More than 500 points given or taken by a person wait for a second person.',
    ]);
  });

  it.each([
    ['{ kind: never }', 'Points never expire.'],
    [
      '{ kind: by-month, months: 2 }',
      'Points are gone from the first day, 00:00 UTC, of the 2nd month after the one they were earned in.',
    ],
    ['{ kind: after-days, days: 1 }', 'Points are gone 1 day after they were earned.'],
    [
      '{ kind: fixed-date, month: 12, day: 31, monthsMin: 6 }',
      'Points are gone from 31 December, 00:00 UTC, of each year on, but not in their first 6 months.',
    ],
  ])('explains expiry %s', (expiry, sentence) => {
    expect(sentencesAfter('{ kind: by-month, months: 13, noticeDays: 30 }', expiry)).toContain(sentence);
  });

  it('has the condition of a rule in its sentence, and the unit as the programme calls it', () => {
    const stars = textOf('jeweller').replace('unit: points', 'unit: stars');
    const first = 'text: Points for your review\n';
    expect(sentencesAfter(first, `${first}    when: data.photos >= 1\n`, stars)).toContain(
      'Points for your review: 5 stars for a published review of something bought here, whatever its stars, once for each article and at most 5 times a calendar month. Only when data.photos >= 1.',
    );
  });

  it('says when points that wait for the delivery of their order can be spent', () => {
    const wait = 'pendingDays: 14 ';
    expect(sentencesAfter(wait, `availableOnDelivery: true\n    ${wait}`, textOf('travel-club'))[0]).toMatch(
      / These points can be spent 14 days later, or once the order is delivered if that is sooner\.$/,
    );
  });

  it('says how long points of a rule last that has an expiry of its own', () => {
    const expiry = 'expiry: { kind: after-days, days: 90, noticeDays: 10 }';
    expect(sentencesAfter('points: 1\n', `points: 1\n    pendingDays: 1\n    ${expiry}\n`)).toContain(
      'Points for your purchase: 1 point for every full 10.00 USD, 9.00 EUR, 8.00 GBP or 1500 JPY of an order. These points can be spent 1 day later. These points are gone 90 days after they were earned. 10 days before these points expire, the member is told.',
    );
  });

  it('has the limits of each rule in its sentence, and those of all together in one of their own', () => {
    const limits = (keys: string) => `${keys.split(', ').join('\n    ')}\n`;
    expect(
      sentencesAfter('points: 1\n', `points: 1\n    ${limits('paidPerDayMax: 3, pointsPerMonthMax: 500')}`),
    ).toContain(
      'Points for your purchase: 1 point for every full 10.00 USD, 9.00 EUR, 8.00 GBP or 1500 JPY of an order, at most 3 times a day, at most 500 points a calendar month.',
    );
    expect(sentencesAfter('points: 50 }', 'points: 50, daysBetweenMin: 1, pointsPerDayMax: 60 }')).toContain(
      "Bringing a friend: 50 points (at most 60 points a day and not again for 1 day), and 20 points for the friend, at the friend's first purchase of at least 20.00 USD, 18.00 EUR, 16.00 GBP or 3000 JPY.",
    );
    expect(
      sentencesAfter('unit: points', 'unit: points\nearning: { pointsPerDayMax: 1, pointsPerMonthMax: 20 }'),
    ).toContain('All of these together: at most 1 point a day and at most 20 points a calendar month.');
  });

  it('says of a reward how many there are, and how long a code is valid', () => {
    expect(sentencesAfter('points: 200\n', 'points: 200\n    stock: 3\n    validDays: 30\n')).toContain(
      '10 dollars off for 200 points (a code worth 10.00 USD, valid 30 days; 3 in all).',
    );
  });

  it('says from when on a person looks at a review, with what counts against it, and that stars never do', () => {
    const trust = 'reviewTrust: { holdFrom: 60, reviewsPerDayMax: 1, weights: { burst: 0, velocityMonth: 0 } }';
    const sentences = sentencesAfter('unit: points', `unit: points\n${trust}`);
    expect(sentences).toContain('Stars never count.');
    expect(sentences).toContain(
      'A person looks at a review against which 60 or more speak: no purchase in the 365 days before that was kept (50); the order line was reviewed before (60); more than 1 review by one customer in a day (40); the text of another review (60); almost the text of another review (60).',
    );
  });

  it('says that some members are recommended only what is popular, where there are some', () => {
    const sentence =
      '5 % of the members are recommended only what is popular, so that the effect of recommendations can be measured.';
    const text = textOf('jeweller');
    expect(sentencesOf(text)).not.toContain(sentence);
    expect(sentencesOf(`${text}\nrecommendations: { holdoutPercent: 5 }\n`)).toContain(sentence);
  });
});
