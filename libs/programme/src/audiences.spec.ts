import { mistakesAfter } from './documents.fixture.js';

const campaign = (trigger: string) =>
  `  - { id: of-an-audience, text: Hello, trigger: ${trigger}, offer: { kind: benefit, benefit: hello }, holdoutPercent: 0 }\n`;

/** The mistakes, without their places, of a document with audiences and a campaign. */
const mistakesWith = (audiences: readonly string[], trigger = '{ kind: first-purchase }') => {
  const lines = audiences.map((audience) => `  - ${audience}\n`).join('');
  const found = mistakesAfter(
    'campaigns:\n',
    `${lines === '' ? '' : `audiences:\n${lines}`}campaigns:\n${campaign(trigger)}`,
  );
  return found.map((mistake) => mistake.replace(/^\d+:\d+ /, ''));
};
const regulars = '{ id: regulars, when: customer.purchases >= 2 }';
const looksFor = (audience: string) => `{ kind: state, when: '"${audience}" in customer.audiences' }`;

describe('the audiences of a programme', () => {
  it('are conditions over the customer that conditions of campaigns may look for', () => {
    expect(mistakesWith([regulars], looksFor('regulars'))).toEqual([]);
  });

  it.each([
    [
      'look at what there is to look at',
      ['{ id: regulars, when: customer.purchase >= 2 }'],
      'audiences.0.when has no field purchase to look at; did you mean purchases?',
    ],
    [
      'are not made of others',
      [regulars, `{ id: fans, when: '"regulars" in customer.audiences' }`],
      'audiences.1.when looks at audiences: one cannot be made of others',
    ],
    ['are there once each', [regulars, regulars], 'audiences.1.id the audience "regulars" is there twice'],
  ])('%s', (_title, audiences, mistake) => {
    expect(mistakesWith(audiences)).toEqual([mistake]);
  });

  it('that are looked for have to be there', () => {
    const looks = 'campaigns.0.trigger.when looks for the audience "regular", which is not there;';
    expect(mistakesWith([regulars], looksFor('regular'))).toEqual([`${looks} there are regulars`]);
    expect(mistakesWith([], looksFor('regular'))).toEqual([`${looks} the programme has no audiences`]);
  });
});

describe('a schedule', () => {
  it.each([
    ['has instants', "at: ['2027-04-01T09:00:00+02:00']"],
    ['or a recurrence', "cron: '0 9 * * 1'"],
    ['of single days, too', "cron: '30 18 24 12 *'"],
  ])('%s: %s', (_title, times) => {
    expect(mistakesWith([regulars], `{ kind: schedule, audience: regulars, ${times} }`)).toEqual([]);
  });

  const example = 'such as "0 9 * * 1" for Mondays at 9:00';
  it.each([
    ['audience: regulars', 'trigger needs at, with its instants, or cron, with a recurrence'],
    ["cron: '0 9 * * 1'", 'trigger.audience must be there, or a condition in when: for whom it is'],
    ["audience: gold, cron: '0 9 * * 1'", 'trigger.audience is no audience; there are regulars'],
    [
      "audience: regulars, cron: '* * * * *'",
      `trigger.cron must begin with one minute, 0 to 59, ${example}: at most once an hour`,
    ],
    ["audience: regulars, cron: '0 0 9 * * 1'", expect.stringContaining(`trigger.cron must be minute, hour, day,`)],
    ["audience: regulars, cron: '0 9 30 2 *'", 'trigger.cron names no day there is'],
    [
      "audience: regulars, cron: '0 9 * * 1', at: ['2027-04-01T09:00:00Z']",
      'trigger.cron must not stand beside at: one of both',
    ],
  ])('says what would be right: %s', (trigger, mistake) => {
    const found = mistakesWith([regulars], `{ kind: schedule, ${trigger} }`);
    expect(found.map((each) => each.replace('campaigns.0.', ''))).toEqual([mistake]);
  });
});
