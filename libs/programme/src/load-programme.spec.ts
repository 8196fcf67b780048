import { loadProgramme, parseProgramme, placeInProgramme, withEffectiveFrom } from './index.js';
import { jewellerText, lineOf, mistakesAfter, pathOf } from './documents.fixture.js';

describe('the programme document', () => {
  it('gives the shipped jeweller, every key of it', () => {
    const { rules, tiers, rewards, offers, campaigns, ...rest } = loadProgramme(pathOf('jeweller'));
    expect(rest).toEqual({
      id: 'jeweller',
      version: 1,
      timeZone: 'UTC',
      unit: 'points',
      maxReactionAgeDays: 7,
      expiry: { kind: 'by-month', months: 13, noticeDays: 30 },
      adjustments: { approvalAbovePoints: 500 },
      accessWindows: [],
      audiences: [],
      themes: { names: ['delivery', 'quality', 'fit', 'price', 'staff'], question: 'themes' },
      cases: {
        detractor: { dueHours: 48 },
        badCsat: { dueHours: 48, scoreMax: 2 },
        issue: { dueHours: 24, severityFrom: 2 },
      },
      surveys: {
        perCustomer: { most: 2, days: 30 },
        requests: [
          {
            ...{ id: 'after-delivery', text: expect.any(String), survey: 'nps', touchpoint: 'delivery' },
            ...{ on: 'commerce.purchase.delivered.v1', afterDays: 5, samplePercent: 50 },
          },
          {
            ...{ id: 'after-issue', text: expect.any(String), survey: 'csat', touchpoint: 'service' },
            ...{ on: 'commerce.service-issue.resolved.v1', afterDays: 1, samplePercent: 100 },
          },
        ],
      },
      recommendations: { holdoutPercent: 0, halfLifeDays: 90 },
    });
    const text = expect.any(String);
    expect(rules).toEqual([
      {
        name: 'purchase',
        kind: 'points-per-amount',
        text,
        points: 1,
        perFullMinor: { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 },
      },
      { name: 'review', kind: 'points-per-review', text, points: 5, verifiedOnly: true, paidPerMonthMax: 5 },
      {
        name: 'referral',
        kind: 'points-per-referral',
        referrer: { name: 'referral-referrer', text, points: 50 },
        referee: { name: 'referral-referee', text, points: 20 },
        purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 },
      },
      { name: 'social-share', kind: 'points-per-engagement', text, on: ['social-shared'], points: 2, paidPerDayMax: 2 },
      {
        name: 'attendance',
        kind: 'points-per-engagement',
        text,
        on: ['event-attended', 'workshop-attended'],
        points: 10,
      },
    ]);
    expect(tiers).toEqual({
      windowDays: 365,
      graceDays: 30,
      noticeDays: 14,
      levels: [
        { id: 'silver', from: 0, multiplierPercent: 100 },
        {
          id: 'gold',
          from: 300,
          multiplierPercent: 125,
          benefits: { freeShipping: true, earlyAccessHours: 24, others: [] },
        },
        {
          id: 'platinum',
          from: 1000,
          multiplierPercent: 150,
          benefits: { freeShipping: true, earlyAccessHours: 48, others: ['A private consultation once a year'] },
        },
      ],
      memberships: [{ sku: 'membership-gold', tier: 'gold', days: 365 }],
    });
    expect(rewards).toEqual([
      { id: 'gift-box', kind: 'gift', text, points: 50 },
      { id: 'bracelet', kind: 'gift', text, points: 100, choices: ['silver', 'gold-plated', 'leather'] },
      { id: 'consultation', kind: 'experience', text, points: 150, slotsPerMonth: 20 },
      {
        id: 'ten-dollars',
        kind: 'discount',
        text,
        points: 200,
        value: { amountMinor: 1000, currency: 'USD' },
        stacking: 'exclusive',
      },
    ]);
    // The campaigns of the document are held in the campaign service.
    expect(offers).toEqual({ perCustomer: { most: 3, days: 30 }, marginPercent: 20, controlPercent: 0 });
    expect(campaigns[0]).toEqual({
      id: 'next-purchase',
      text,
      trigger: { kind: 'first-purchase' },
      offer: { kind: 'discount', percent: 20, validDays: 60, on: 'everything' },
      exempt: false,
      budgetPerMonth: { offers: 1_000_000 },
      holdoutPercent: 10,
    });
  });

  it('gives the shipped travel club, every key of it', () => {
    const text = expect.any(String);
    expect(loadProgramme(pathOf('travel-club'))).toEqual({
      id: 'travel-club',
      version: 1,
      timeZone: 'Europe/London',
      unit: 'points',
      maxReactionAgeDays: 7,
      expiry: { kind: 'inactivity', months: 24, noticeDays: 30 },
      rules: [
        {
          name: 'partner-purchase',
          kind: 'points-per-partner-amount',
          text,
          points: 1,
          perFullMinor: { fuel: { GBP: 200 }, telco: { GBP: 500 }, grocer: { GBP: 200 } },
          pendingDays: 14,
        },
      ],
      rewards: [
        {
          id: 'fuel-5',
          kind: 'discount',
          text,
          points: 500,
          redeemedAt: 'fuel',
          value: { amountMinor: 500, currency: 'GBP' },
          stacking: 'exclusive',
        },
        { id: 'family-ticket', kind: 'experience', text, points: 1200 },
        { id: 'flight-voucher', kind: 'gift', text, points: 5000 },
      ],
      coalition: {
        currency: 'GBP',
        issuedMinorPer1000Points: 800,
        redeemedMinorPer1000Points: 600,
        partners: [
          { id: 'fuel', text },
          { id: 'telco', text },
          { id: 'grocer', text },
        ],
      },
      households: { membersMax: 6 },
      adjustments: { approvalAbovePoints: 500 },
      accessWindows: [],
      audiences: [],
      offers: { controlPercent: 0 },
      campaigns: [],
      recommendations: { holdoutPercent: 0, halfLifeDays: 90 },
    });
  });

  it('names the line of text that is no YAML, and of a key that is there twice', () => {
    expect(() => parseProgramme('id: [jeweller\nversion: 1\n', 'p.yaml')).toThrow(/^p\.yaml:\d:\d+ /);
    expect(mistakesAfter('unit: points', 'unit: points\nunit: stars')).toEqual([
      `${lineOf('unit: points') + 1}:1  is there twice in its group: leave one out`,
    ]);
  });

  it.each([
    ['an alias without its anchor', 'unit: *what', '10:7', '*what stands for nothing: there is no &what before it'],
    [
      'aliases that repeat one another',
      `x: &a [${'1,'.repeat(9)}]\ny: &b [${'*a,'.repeat(9)}]\nz: [${'*b,'.repeat(20)}]`,
      '12:62',
      'stands for too much: aliases repeat one another; write it out',
    ],
    ['brackets without end', `unit: ${'['.repeat(50_000)}`, '10:56', 'is nested too deep: more than 50 groups'],
    ['dashes without end', `unit:\n  ${'- '.repeat(50_000)}a`, '11:100', 'is nested too deep: more than 50 groups'],
  ])('names the place of %s', (_title, replacement, place, message) => {
    expect(mistakesAfter('unit: points', replacement)).toEqual([`${place}  ${message}`]);
  });

  it.each([
    ['a tab', 'id: j\nrules:\n\t- name: x\n\t  kind: y\n', '3:1 begins with a tab: indent with spaces'],
    ['a second document', 'id: j\n---\nid: k\n', '2:1 begins a second document: one file is one programme'],
    ['nothing', '# later\n', '1:1 is empty: a programme begins with its id, such as id: jeweller'],
    ['a colon in a text', 'text: Points: yours\n', '1:7 has a second ": " in its line: put the text between quotes'],
    ['a key without a blank', 'a:1\nb: 2\n', '1:1 is no key: a key is followed by ": ", with a blank'],
    [
      'a line further left',
      'a:\n  b: 1\n c: 2\n',
      '3:1 is not indented like the lines before it that belong to the same group',
    ],
  ])('says of %s once what it is, in words for whoever writes programmes', (_title, text, mistake) => {
    expect(() => parseProgramme(text, 'p.yaml')).toThrow(new RegExp(`^p\\.yaml:${mistake.replaceAll('.', '\\.')}$`));
  });

  it('names the place of bytes that are not UTF-8, instead of keeping something else', () => {
    const latin1 = Buffer.from(jewellerText.replace('A gift box', 'Ein Schmuckkästchen'), 'latin1').toString('utf8');
    expect(() => parseProgramme(latin1, 'p.yaml')).toThrow(
      `p.yaml:${lineOf('text: A gift box')}:51 is not UTF-8 here: save the document in this encoding`,
    );
  });

  it('reads aliases that repeat little', () => {
    const { rules } = parseProgramme(
      jewellerText.replace('points: 1\n', 'points: &one 1\n').replace('points: 2\n', 'points: *one\n'),
    );
    expect(rules[3]).toMatchObject({ points: 1 });
  });

  it('says so when the file is not there', () => {
    expect(() => loadProgramme('/nowhere/p.yaml')).toThrow(/^\/nowhere\/p\.yaml:1:1 cannot be read/);
  });

  it('gives the place of a path, for what is wrong with a document only beside another one', () => {
    expect(placeInProgramme(jewellerText, ['rules', 1, 'points'])).toEqual({ line: lineOf('points: 5'), column: 5 });
    expect(placeInProgramme(jewellerText, ['effectiveFrom'])).toEqual({ line: lineOf('id: jeweller'), column: 1 });
  });

  it('can be given another effectiveFrom without losing comments', () => {
    const dated = withEffectiveFrom(jewellerText, '2027-03-01T00:00:00Z');
    expect(parseProgramme(dated)).toEqual({ ...parseProgramme(jewellerText), effectiveFrom: '2027-03-01T00:00:00Z' });
    expect(dated).toContain('# never by stars');
    expect(parseProgramme(withEffectiveFrom(dated, '2028-01-01T00:00:00Z')).effectiveFrom).toBe('2028-01-01T00:00:00Z');
  });
});
