import { aCampaign, knows } from '../campaigns.fixture.js';
import { daysToLookAt, triggeredByDate, triggeredByDateStill, type DateCampaign } from './date.trigger.js';

const dated = (trigger: Partial<DateCampaign['trigger']>, offer: 'code' | 'gift' = 'code'): DateCampaign => {
  const campaign = aCampaign({
    id: 'party',
    offer: offer === 'gift' ? { kind: 'gift', gift: 'mug' } : { kind: 'discount', percent: 20, on: 'everything' },
  });
  return {
    ...campaign,
    trigger: { kind: 'date', of: 'birthday', daysBefore: 0, daysAfter: 0, leapDay: 'february-28', ...trigger },
  };
};
const code = dated({ daysBefore: 7, daysAfter: 7 });
const today = (now: string, timeZone = 'UTC') => ({
  ...{ now: Date.parse(now), timeZone, source: '/perennial/campaign', maxReactionAgeDays: 7 },
});
const born = (birthDate: string, timezone?: string) =>
  knows({ profile: { birthDate, ...(timezone !== undefined && { timezone }) } });
const occasionOf = (campaign: DateCampaign, features: ReturnType<typeof born>, now: string, zone?: string) =>
  triggeredByDate(campaign, 'c-7', features, today(now, zone))?.occasion;

describe('a birthday', () => {
  it.each([
    ['not 1 ms before its days begin', '2027-06-07T23:59:59.999Z', undefined],
    ['from 7 days before', '2027-06-08T00:00:00Z', '2027'],
    ['until the end of the 7th day after', '2027-06-22T23:59:59.999Z', '2027'],
    ['no longer', '2027-06-23T00:00:00Z', undefined],
  ])('%s', (_title, now, occasion) => {
    expect(occasionOf(code, born('1990-06-15'), now)).toBe(occasion);
    expect(occasionOf(code, born('--06-15'), now)).toBe(occasion);
  });

  it.each([
    ['2027-02-28T00:00:00Z', '2027'],
    ['2027-03-01T00:00:00Z', undefined],
    ['2028-02-28T00:00:00Z', undefined],
    ['2028-02-29T00:00:00Z', '2028'],
  ])('of 29 February is 28 February in other years: %s', (now, occasion) => {
    expect(occasionOf(dated({}), born('1992-02-29'), now)).toBe(occasion);
  });

  it.each([
    ['2027-02-28T23:59:59Z', undefined],
    ['2027-03-01T00:00:00Z', '2027'],
    ['2028-02-29T00:00:00Z', '2028'],
    ['2028-03-01T00:00:00Z', undefined],
  ])('of 29 February is 1 March in other years, if the programme says so: %s', (now, occasion) => {
    expect(occasionOf(dated({ leapDay: 'march-1' }), born('1992-02-29'), now)).toBe(occasion);
    expect(occasionOf(dated({ leapDay: 'march-1' }), born('1990-02-28'), now)).toBe(
      now.startsWith('2027-02-28') ? '2027' : undefined,
    );
  });

  it('in January begins in the year before, and is of its own year', () => {
    expect(occasionOf(code, born('1990-01-03'), '2026-12-27T00:00:00Z')).toBe('2027');
    expect(occasionOf(code, born('1990-12-30'), '2027-01-02T00:00:00Z')).toBe('2026');
  });

  it("is in the customer's time zone, else in the programme's", () => {
    const at = '2027-06-14T16:00:00Z';
    expect(occasionOf(dated({}), born('1990-06-15', 'Asia/Tokyo'), at)).toBe('2027');
    expect(occasionOf(dated({}), born('1990-06-15'), at)).toBeUndefined();
    expect(occasionOf(dated({}), born('1990-06-15'), at, 'Asia/Tokyo')).toBe('2027');
    expect(occasionOf(dated({}), born('1990-06-15', 'Mars/Base'), at, 'Asia/Tokyo')).toBe('2027');
  });

  it('is not the day of birth', () => {
    expect(occasionOf(dated({}), born('2027-06-15'), '2027-06-15T12:00:00Z')).toBeUndefined();
  });

  it('begins with its first day and ends with its last, by the wall clock over a change of clocks', () => {
    const candidate = triggeredByDate(code, 'c-7', born('1990-03-28', 'Europe/London'), today('2027-03-25T00:00:00Z'));
    expect(candidate).toMatchObject({
      cause: { id: 'party/2027', source: '/perennial/campaign', at: Date.parse('2027-03-21T00:00:00Z') },
      until: Date.parse('2027-04-04T23:00:00Z'),
    });
  });

  it('brings a gift up to 7 days after, when nobody was there on the day, and a code not after its end', () => {
    const late = '2027-06-21T23:59:59Z';
    expect(occasionOf(dated({}, 'gift'), born('1990-06-15'), late)).toBe('2027');
    expect(occasionOf(dated({}, 'gift'), born('1990-06-15'), '2027-06-22T00:00:00Z')).toBeUndefined();
    expect(occasionOf(dated({}), born('1990-06-15'), late)).toBeUndefined();
  });
});

describe('a birthday that was decided about', () => {
  const features = born('1990-06-15', 'Asia/Tokyo');
  const [noon, midnight] = ['2027-06-08T03:00:00Z', '2027-06-08T15:00:00Z'].map((text) => Date.parse(text)) as [
    number,
    number,
  ];
  const withheld = { occasion: '2027', decidedAt: noon, isFinal: false };
  const still = (decided: Parameters<typeof triggeredByDateStill>[2]['decided'], now: number, of = code) =>
    triggeredByDateStill(of, 'c-7', { features, decided }, { ...today('2027-06-08T00:00:00Z'), now })?.cause;

  it('is asked for again on the next day of the customer, as a cause of that day', () => {
    expect(still([withheld], midnight)).toEqual({
      ...{ id: 'party/2027/2027-06-09', source: '/perennial/campaign', at: midnight },
    });
  });

  it.each([
    ['on the same day', [withheld], midnight - 1],
    ['when it was tried on this day already', [withheld, { ...withheld, decidedAt: midnight }], midnight],
    ['when it was answered', [withheld, { ...withheld, isFinal: true }], midnight],
    ['when its days are over', [withheld], Date.parse('2027-06-22T15:00:00Z')],
  ])('is not %s', (_title, decided, now) => {
    expect(still(decided, now)).toBeUndefined();
  });

  it('is nothing to the one of another year', () => {
    expect(still([{ ...withheld, occasion: '2026', isFinal: true }], midnight)?.id).toBe('party/2027');
  });

  it('is not asked for again after its day where only a gift that was not given yet would come late', () => {
    const gift = dated({}, 'gift');
    const late = Date.parse('2027-06-16T03:00:00Z');
    expect([still([], late, gift)?.id, still([withheld], late, gift)]).toEqual(['party/2027', undefined]);
  });
});

describe('an anniversary of the first purchase', () => {
  const anniversary = dated({ of: 'first-purchase' });
  const bought = (firstPurchaseDay?: string) => knows({ firstPurchaseDay });

  it.each([
    ['is not the day itself', '2026-05-04', '2026-05-04T09:00:00Z', undefined],
    ['is each year', '2026-05-04', '2027-05-04T09:00:00Z', '2027'],
    ['and the next', '2026-05-04', '2030-05-04T09:00:00Z', '2030'],
    ['is none without a purchase', undefined, '2027-05-04T09:00:00Z', undefined],
  ])('%s', (_title, day, now, occasion) => {
    expect(occasionOf(anniversary, bought(day), now)).toBe(occasion);
  });
});

describe('the days of the year to look at', () => {
  it('are those of all customers whose time has come, wherever they are', () => {
    const zones = ['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC'];
    for (const campaign of [code, dated({}, 'gift'), dated({ leapDay: 'march-1' })]) {
      for (const now of [
        '2027-02-25T10:30:00Z',
        '2027-12-28T23:00:00Z',
        '2027-03-01T11:00:00Z',
        '2027-03-02T06:00:00Z',
      ]) {
        const looked = new Set(daysToLookAt(campaign, today(now)));
        for (let number = 0; number < 366; number += 1) {
          const day = new Date(Date.UTC(2028, 0, 1 + number)).toISOString().slice(5, 10);
          const due = zones.some((zone) => occasionOf(campaign, born(`1980-${day}`, zone), now) !== undefined);
          if (due) expect([...looked]).toContain(day);
        }
      }
    }
  });
});
