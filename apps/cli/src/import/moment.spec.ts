import { momentReader } from './moment.js';

describe('momentReader', () => {
  it('reads a day as midnight of the time zone of the programme', () => {
    expect(momentReader('UTC')('1997-01-18')).toEqual({
      at: Date.UTC(1997, 0, 18),
      day: '1997-01-18',
      name: '1997-01-18',
    });
    expect(momentReader('Europe/Berlin')('1997-01-18')?.at).toBe(Date.UTC(1997, 0, 17, 23));
  });

  it('reads an instant with an offset as that instant, and its day in the time zone of the programme', () => {
    expect(momentReader('Europe/Berlin')('1997-01-17T23:30:00Z')).toEqual({
      at: Date.UTC(1997, 0, 17, 23, 30),
      day: '1997-01-18',
      name: '1997-01-17T23:30:00.000Z',
    });
  });

  it('reads an instant without an offset as local time of the programme, also with a blank for the T', () => {
    expect(momentReader('Europe/Berlin')('1997-01-18 00:30:00')?.at).toBe(Date.UTC(1997, 0, 17, 23, 30));
  });

  it.each(['18.01.1997', '1997-02-30', '1997-1-8', '', 'yesterday', '1997-01-18T25:00:00Z', '19970118'])(
    'refuses %p',
    (text) => {
      expect(momentReader('UTC')(text)).toBeUndefined();
    },
  );

  it('does not mix up rows when a wrong date follows a right one', () => {
    const read = momentReader('UTC');
    expect([read('1997-01-18'), read('x'), read('x'), read('1997-01-18')].map((m) => m?.day)).toEqual([
      '1997-01-18',
      undefined,
      undefined,
      '1997-01-18',
    ]);
  });
});
