import { counted, duration, progressLine, tickerLine } from './wording.js';

describe('wording', () => {
  it('counts in thousands and in singular and plural', () => {
    expect([counted(1, 'event'), counted(6919, 'event'), counted(2, 'reply', 'replies')]).toEqual([
      '1 event',
      '6,919 events',
      '2 replies',
    ]);
  });

  it.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [185, '3 min 5 s'],
    [7_800, '2 h 10 min'],
  ])('says %p seconds as %p', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it('shows events in, rewards out, lag, quarantined and restarts in one line', () => {
    const figures = {
      eventsIn: 1234,
      eventsPerSecond: 9.96,
      rewardsOut: 321,
      lag: 2,
      quarantined: 7,
      restarts: 1,
      down: [],
    };
    const line = 'events in 1,234 (10.0/s)  ·  rewards out 321  ·  lag 2  ·  quarantined 7  ·  restarts 1';
    expect(tickerLine(figures)).toBe(line);
    expect(tickerLine({ ...figures, down: ['ledger', 'Kafka'] })).toBe(`${line}  ·  starting ledger, Kafka`);
  });

  it('shows how far an import is, its rate and the time left', () => {
    expect(progressLine({ share: 0.25, done: 5000, seconds: 10 })).toBe(
      '██████░░░░░░░░░░░░░░░░░░  25 %  5,000 orders  500/s  30 s left',
    );
    expect(progressLine({ share: 0, done: 0, seconds: 0 })).toContain('  0 %  0 orders  0/s');
    expect(progressLine({ share: 1, done: 6919, seconds: 2 })).toContain('100 %  6,919 orders  3,460/s  0 s left');
  });
});
