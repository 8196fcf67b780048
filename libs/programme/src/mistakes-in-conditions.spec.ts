import { clubText, lineOf, mistakesAfter, mistakesIn } from './documents.fixture.js';

describe('a mistake in a condition of a programme document', () => {
  it('tells once what is wrong with a condition', () => {
    expect(mistakesAfter('points: 1\n', 'points: 1\n    when: "data.totalMinor >"\n')).toHaveLength(1);
  });

  it('names the line and column inside a condition, also of one that goes over several lines', () => {
    const first = 'text: Points for your purchase\n';
    expect(mistakesAfter(first, `${first}    when: data.totalMinor > 0 && data.chanel == "store"\n`)).toEqual([
      `${lineOf(first) + 1}:39 rules.0.when has no field chanel to look at; did you mean channel?`,
    ]);
    const lines = '    when: |\n      data.totalMinor > 0 &&\n      data.chanel == "store"\n';
    expect(mistakesAfter(first, `${first}${lines}`)).toEqual([
      `${lineOf(first) + 3}:12 rules.0.when has no field chanel to look at; did you mean channel?`,
    ]);
    const folded = '    when: >-\n      data.totalMinor > 0 &&\n      data.chanel == "store"\n';
    expect(mistakesAfter(first, `${first}${folded}`)).toEqual([
      `${lineOf(first) + 1}:11 rules.0.when has no field chanel to look at; did you mean channel?`,
    ]);
  });

  it.each([
    ['data.totalMinor > 0 && member.tier == "diamond"', 50, 'diamond'],
    ['"diamond" != member.tier', 12, 'diamond'],
    ['member.tier in ["gold", "ruby"]', 36, 'ruby'],
  ])('names the tiers there are when a condition compares with another one: %s', (when, column, tier) => {
    const first = 'text: Points for your purchase\n';
    expect(mistakesAfter(first, `${first}    when: '${when}'\n`)).toEqual([
      `${lineOf(first) + 1}:${column} rules.0.when compares with the tier "${tier}", which is not there; there are silver, gold, platinum`,
    ]);
    expect(mistakesAfter(first, `${first}    when: '${when.replace(tier, 'gold')}'\n`)).toEqual([]);
  });

  it('takes an engagement of one kind in several rules that have conditions', () => {
    expect(
      mistakesAfter('on: [event-attended, workshop-attended]', 'on: [social-shared]\n    when: data.sku == "ring"'),
    ).toEqual([]);
  });

  it('checks a condition against the events of its kind of rule', () => {
    const first = 'text: Points for your review\n';
    expect(mistakesAfter(first, `${first}    when: data.photos >= 1\n`)).toEqual([]);
    expect(mistakesAfter(first, `${first}    when: data.totalMinor >= 1\n`)).toEqual([
      `${lineOf(first) + 1}:16 rules.1.when has no field totalMinor to look at`,
    ]);
    const partner = 'text: Points for your purchase at a partner\n';
    const either = 'data.partnerId == "fuel" || data.amountMinor > 100 || data.totalMinor > 100';
    expect(mistakesIn(clubText, partner, `${partner}    when: ${either}\n`)).toEqual([]);
  });
});
