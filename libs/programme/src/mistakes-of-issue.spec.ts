import { parseProgramme } from './index.js';
import { clubText, jewellerText, lineOf, mistakesAfter, mistakesIn, placeIn } from './documents.fixture.js';

describe('a mistake in a programme document', () => {
  it.each([
    ['a wrong type', 'points: 1\n', 'points: one\n', 'points: 1\n', 5, 'rules.0.points must be a number'],
    ['a fraction', 'points: 1\n', 'points: 1.5\n', 'points: 1\n', 5, 'rules.0.points must be a whole number'],
    ['a value below the least', 'points: 1\n', 'points: 0\n', 'points: 1\n', 5, 'rules.0.points must be at least 1'],
    [
      'a limit that would let nothing through',
      'paidPerMonthMax: 5\n',
      'paidPerMonthMax: 5\n    pointsPerDayMax: 0\n',
      '\n  - name: referral',
      5,
      'rules.1.pointsPerDayMax must be at least 1',
    ],
    [
      'less than a day between',
      'paidPerDayMax: 2\n',
      'daysBetweenMin: -1\n',
      'paidPerDayMax: 2\n',
      5,
      'rules.3.daysBetweenMin must be at least 1',
    ],
    [
      'a limit of one side of a referral that is none',
      'points: 50 }',
      'points: 50, paidPerMonthMax: 0 }',
      'referrer: {',
      90,
      'rules.2.referrer.paidPerMonthMax must be at least 1',
    ],
    [
      'a limit of all rules together that is none',
      'unit: points\n',
      'earning: { pointsPerMonthMax: -5 }\nunit: points\n',
      'unit: points\n',
      12,
      'earning.pointsPerMonthMax must be at least 1',
    ],
    [
      'inactivity of one rule',
      'paidPerMonthMax: 5\n',
      'expiry: { kind: inactivity, months: 12 }\n    paidPerMonthMax: 5\n',
      'paidPerMonthMax: 5\n',
      15,
      'rules.1.expiry.kind cannot be inactivity: that is of all points of a member together, in `expiry` of the programme',
    ],
    [
      'an expiry of a rule after no days',
      'paidPerMonthMax: 5\n',
      'expiry: { kind: after-days, days: 0 }\n    paidPerMonthMax: 5\n',
      'paidPerMonthMax: 5\n',
      33,
      'rules.1.expiry.days must be at least 1',
    ],
    [
      'a version that no database keeps',
      'version: 1',
      'version: 99999999999999',
      'version: 1',
      1,
      'version must be at most 2147483647',
    ],
    [
      'more points than a balance has room for',
      'points: 5\n',
      'points: 9007199254740991\n',
      'points: 5\n',
      5,
      'rules.1.points must be at most 1000000000',
    ],
    [
      'more than 100 points for a minor unit, times the highest tier',
      'points: 1\n    perFullMinor: { USD: 1000,',
      'points: 200\n    perFullMinor: { USD: 2,',
      'perFullMinor: { USD: 1000',
      21,
      'rules.0.perFullMinor.USD must be at least 3: a minor unit brings at most 100 points, in the highest tier too',
    ],
    [
      'an unknown kind',
      'kind: first-purchase',
      'kind: second-purchase',
      'trigger: { kind',
      16,
      'campaigns.0.trigger.kind must be one of: first-purchase, event, category-viewed, date, state, schedule',
    ],
    ['a missing key', 'timeZone: UTC', '# no zone', 'id: jeweller', 1, 'timeZone is missing: a text'],
    [
      'a zone that does not exist',
      'timeZone: UTC',
      'timeZone: Mars/Base',
      'timeZone: UTC',
      1,
      'timeZone must be an IANA time zone, such as UTC or Europe/London',
    ],
    [
      'a currency that is no code',
      'USD: 1000',
      'dollars: 1000',
      'perFullMinor: { USD: 1000',
      21,
      'rules.0.perFullMinor.dollars is not a possible key: must be three capital letters',
    ],
    [
      'a currency that is not in use',
      'USD: 1000',
      'DEM: 1000',
      'perFullMinor: { USD: 1000',
      21,
      'rules.0.perFullMinor.DEM is not a possible key: must be a current ISO 4217 currency, such as USD',
    ],
    [
      'a name taken twice',
      'name: review',
      'name: purchase',
      '- name: review',
      5,
      'rules.1 the name "purchase" is already taken by another rule; every rule and award needs its own',
    ],
    [
      'points that wait for a delivery without waiting',
      'points: 1\n',
      'points: 1\n    availableOnDelivery: true\n',
      'perFullMinor: { USD: 1000',
      5,
      'rules.0.availableOnDelivery needs pendingDays: without them no points wait for a delivery',
    ],
    [
      'points that expire before they can be spent',
      'points: 1\n',
      'points: 1\n    pendingDays: 30\n    expiry: { kind: after-days, days: 30 }\n',
      'perFullMinor: { USD: 1000',
      5,
      'rules.0.pendingDays must be less: the points would have expired before they can be spent',
    ],
  ])('names file, line, column and what would be right: %s', (_title, search, replacement, place, column, message) => {
    expect(mistakesAfter(search, replacement)).toEqual([`${lineOf(place)}:${column} ${message}`]);
  });

  it.each(['"Points \\0 for it"', '"A \\ud800 box"', '"A \\x85 line"'])(
    'refuses text that cannot be stored or shown: %s',
    (text) => {
      expect(mistakesAfter('Points for your purchase', text).join()).toContain('must not contain control');
    },
  );

  it.each([
    ['{ kind: after-days, days: 30 }', 30],
    ['{ kind: by-month, months: 2 }', 62],
    ['{ kind: fixed-date, month: 2, day: 1, monthsMin: 1 }', 403],
  ])('refuses a wait for points as long as they can live, and takes one a day less: %s', (expiry, longest) => {
    const waiting = (days: number) =>
      mistakesAfter('points: 1\n', `points: 1\n    pendingDays: ${days}\n    expiry: ${expiry}\n`);
    expect(waiting(longest)).toEqual([expect.stringContaining('rules.0.pendingDays must be less')]);
    expect(waiting(longest - 1)).toEqual([]);
  });

  it.each([
    ['name: review', 'name: Review', 'name: review', 'rules.1.name', /^must be lower-case letters, digits and hyphens/],
    [
      '{ USD: 1000, EUR: 900, GBP: 800, JPY: 1500 }',
      '{}',
      'perFullMinor',
      'rules.0.perFullMinor',
      /^must name at least one currency, such as USD: 1000$/,
    ],
    [
      'unit: points',
      'unit: points\neffectiveFrom: 2027-02-30T00:00:00Z',
      '\nmaxReactionAgeDays',
      'effectiveFrom',
      /^must be an RFC 3339 instant with a zone/,
    ],
    [
      '- name: review',
      '- name: expiry',
      'name: review',
      'rules.1',
      /^the name "expiry" is the ledger's own; choose another$/,
    ],
    ['name: referral-referee', 'name: review', 'name: referral\n', 'rules.2', /^the name "review" is already taken/],
    ['on: [social-shared]', 'on: []', 'on: [social', 'rules.3.on', /^must be at least 1 in number$/],
    [
      'id: silver, from: 0',
      'id: silver, from: 1',
      'from: 0',
      'tiers.levels.0.from',
      /^must be 0: everybody is in the lowest tier$/,
    ],
    [
      'from: 1000',
      'from: 300',
      'from: 1000',
      'tiers.levels.2.from',
      /^must be above 300, where the tier before it starts$/,
    ],
    ['- id: platinum', '- id: gold', 'id: platinum', 'tiers.levels.2.id', /^the tier "gold" is there twice$/],
    [
      'tier: gold, days',
      'tier: diamond, days',
      'tier: gold',
      'tiers.memberships.0.tier',
      /^must be one of the tiers: silver, gold, platinum$/,
    ],
    ['- id: bracelet', '- id: gift-box', 'id: bracelet', 'rewards.1.id', /^the reward "gift-box" is there twice$/],
    [
      'points: 200\n',
      'points: 200\n    redeemedAt: fuel\n',
      'value: { amountMinor',
      'rewards.3.redeemedAt',
      /^is no partner of the coalition \(none: there is no coalition\)$/,
    ],
    [
      'currency: USD',
      'currency: XTS',
      'currency: USD',
      'rewards.3.value.currency',
      /^must be a current ISO 4217 currency, such as USD$/,
    ],
    [
      'currency: USD',
      'currency: DOLLAR',
      'currency: USD',
      'rewards.3.value.currency',
      /^must be three capital letters$/,
    ],
    [
      'kind: by-month',
      'kind: by-mouth',
      'kind: by-month',
      'expiry.kind',
      /^must be one of: never, by-month, .*; did you mean by-month\?$/,
    ],
    ['kind: by-month, ', '', 'expiry: {', 'expiry.kind', /^is missing: one of never, by-month/],
    ['kind: experience', 'kind: experiense', 'kind: experience', 'rewards.2.kind', /did you mean experience\?$/],
    ['text: A gift box', 'text: ""', 'text: A gift box', 'rewards.0.text', /^must be at least 1 character long$/],
  ])('says where and what would be right: %s → %s', (search, replacement, place, where, message) => {
    const [line, column] = placeIn(jewellerText, place.trimStart()).split(':');
    const mistakes = mistakesAfter(search, replacement);
    expect(mistakes).toHaveLength(1);
    const [, atLine, atColumn, atWhere, atMessage = ''] = /^(\d+):(\d+) (\S+) (.*)$/.exec(mistakes[0] ?? '') ?? [];
    expect([atLine, atColumn, atWhere]).toEqual([line, column, where]);
    expect(atMessage).toMatch(message);
  });

  it.each([
    ['- { id: telco', '- { id: fuel', 'id: telco', 'coalition.partners.1.id', 'the partner "fuel" is there twice'],
    [
      'telco: { GBP: 500 }',
      'cinema: { GBP: 500 }',
      'telco: {',
      'rules.0.perFullMinor.cinema',
      'is no partner of the coalition (fuel, telco, grocer)',
    ],
    [
      'redeemedAt: fuel',
      'redeemedAt: bank',
      'redeemedAt',
      'rewards.0.redeemedAt',
      'is no partner of the coalition (fuel, telco, grocer)',
    ],
    [
      '    points: 1\n',
      '    points: 20001\n',
      'GBP: 200 }\n      telco',
      'rules.0.perFullMinor.fuel.GBP',
      'must be at least 201: a minor unit brings at most 100 points, in the highest tier too',
    ],
    [
      'issuedMinorPer1000Points: 800',
      'issuedMinorPer1000Points: 80000000000000000',
      'issuedMinorPer1000Points',
      'coalition.issuedMinorPer1000Points',
      'must be at most 1000000000',
    ],
    ['membersMax: 6', 'membersMax: 1', 'membersMax', 'households.membersMax', 'must be at least 2'],
  ])('says so of a coalition: %s → %s', (search, replacement, place, where, message) => {
    expect(mistakesIn(clubText, search, replacement)).toContain(`${placeIn(clubText, place)} ${where} ${message}`);
  });

  it.each([
    ['points-per-amount', 'points: 1, perFullMinor: { USD: 1000 }'],
    [
      'points-per-referral',
      'referrer: { name: a, text: A, points: 1 }, referee: { name: b, text: B, points: 1 }, purchaseFromMinor: { USD: 1 }',
    ],
  ])('takes one rule of kind %s at most', (kind, settings) => {
    const text = kind === 'points-per-amount' ? 'text: Again, ' : '';
    expect(mistakesAfter('\ntiers:', `\n  - { name: again, kind: ${kind}, ${text}${settings} }\ntiers:`)).toEqual([
      `${lineOf('tiers:\n')}:5 rules.5 there is already a rule of kind ${kind}; a programme has at most one`,
    ]);
  });

  it('refuses a rule whose points never expire where all others go by inactivity', () => {
    const never = '    points: 1\n    expiry: { kind: never }\n';
    const line = clubText.slice(0, clubText.indexOf('    points: 1\n')).split('\n').length + 1;
    expect(mistakesIn(clubText, '    points: 1\n', never)).toEqual([
      `${line}:15 rules.0.expiry.kind cannot be never: with inactivity, points without a date go with all others`,
    ]);
    expect(mistakesAfter('points: 1\n', never.trimStart())).toEqual([]);
  });

  it('takes a sku for one membership only', () => {
    const gold = '- { sku: membership-gold, tier: gold, days: 365 }';
    expect(mistakesAfter(gold, `${gold}\n    - { sku: membership-gold, tier: gold, days: 30 }`)).toEqual([
      `${lineOf(gold) + 1}:9 tiers.memberships.1.sku there is already a membership with sku membership-gold`,
    ]);
  });

  it('takes each campaign once', () => {
    const again =
      '  - { id: next-purchase, text: Again, trigger: { kind: first-purchase }, offer: { kind: discount, percent: 5, validDays: 1 }, holdoutPercent: 0 }';
    expect(mistakesAfter('campaigns:\n', `campaigns:\n${again}\n`)).toEqual([
      `${lineOf('- id: next-purchase') + 1}:5 campaigns.1.id the campaign "next-purchase" is there twice`,
    ]);
  });

  it.each([
    ['paidPerMonthMax: 5', 'paidPerMonthsMax: 5', 'rules.1.paidPerMonthsMax', 'paidPerMonthMax'],
    ['multiplierPercent: 125', 'multiplyerPercent: 125', 'tiers.levels.1.multiplyerPercent', 'multiplierPercent'],
    ['earlyAccessHours: 24', 'earlyAcessHours: 24', 'tiers.levels.1.benefits.earlyAcessHours', 'earlyAccessHours'],
    ['slotsPerMonth: 20', 'slotPerMonth: 20', 'rewards.2.slotPerMonth', 'slotsPerMonth'],
    ['expiry: {', 'expiri: {', 'expiri', 'expiry'],
    ['months: 13, noticeDays: 30', 'months: 13, noticeDay: 30', 'expiry.noticeDay', 'noticeDays'],
  ])(
    'refuses a misspelt key instead of ignoring it, and says which was meant: %s',
    (search, replacement, where, meant) => {
      const key = replacement.split(':')[where.endsWith('noticeDay') ? 1 : 0]?.replace('13, ', '').trim() ?? '';
      const changed = jewellerText.replace(search, replacement);
      expect(mistakesAfter(search, replacement)).toContain(
        `${placeIn(changed, `${key}:`)} ${where} is not a key of the programme here; did you mean ${meant}?`,
      );
    },
  );

  it('lists the keys there are when none is near the one that is there', () => {
    expect(mistakesAfter('unit: points', 'unit: points\nhouseholds: { people: 4, membersMax: 4 }')).toEqual([
      `${lineOf('unit: points') + 1}:15 households.people is not a key of the programme here; there are membersMax`,
    ]);
  });

  it.each([
    ['on: [social-shared]', 'on: [social-shared, social-shared]', 25, 'rules.3.on.1 "social-shared" is there twice'],
    [
      'choices: [silver, gold-plated, leather]',
      'choices: [silver, leather, silver]',
      32,
      'rewards.1.choices.2 "silver" is there twice',
    ],
    [
      'on: [event-attended, workshop-attended]',
      'on: [event-attended, social-shared]',
      26,
      'rules.4.on.1 "social-shared" is paid by the rule social-share already',
    ],
  ])('takes nothing twice: %s → %s', (search, replacement, column, message) => {
    expect(mistakesAfter(search, replacement)).toEqual([`${lineOf(search)}:${column} ${message}`]);
  });

  it.each([
    ['USD: 10.00, EUR: 900', 'USD: 1000, EUR: 900', jewellerText, 'rules.0.perFullMinor.USD', '10.00 USD is 1000'],
    ['USD: 20.5, EUR: 1800', 'USD: 2000, EUR: 1800', jewellerText, 'rules.2.purchaseFromMinor.USD', '20.5 USD is 2050'],
    ['KWD: 10.00', 'USD: 1000, EUR: 900, GBP: 800', jewellerText, 'rules.0.perFullMinor.KWD', '10.00 KWD is 10000'],
    ['JPY: 1500.', 'JPY: 1500', jewellerText, 'rules.0.perFullMinor.JPY', '1500. JPY is 1500'],
    ['amountMinor: 10.0', 'amountMinor: 1000', jewellerText, 'rewards.3.value.amountMinor', '10.0 USD is 1000'],
    ['telco: { GBP: 5.00 }', 'telco: { GBP: 500 }', clubText, 'rules.0.perFullMinor.telco.GBP', '5.00 GBP is 500'],
  ])('refuses money with a decimal point, which could be read as cents: %s', (replacement, search, text, where, is) => {
    const changed = text.replace(search, replacement);
    const place = placeIn(changed, replacement);
    const inGroup = replacement.startsWith('telco') ? place.replace(':7', ':16') : place;
    expect(mistakesIn(text, search, replacement)).toEqual([
      `${inGroup} ${where} must be whole minor units, without a decimal point: ${is}`,
    ]);
  });

  it('lists every mistake at once, each as file:line:column', () => {
    const broken = jewellerText.replace('version: 1', 'version: "1"').replace('percent: 20', 'percent: 200');
    expect(() => parseProgramme(broken, 'p.yaml')).toThrow(
      `p.yaml:${lineOf('version: 1')}:1 version must be a number\np.yaml:${lineOf('offer: {')}:30 campaigns.0.offer.percent must be at most 100`,
    );
  });
});
