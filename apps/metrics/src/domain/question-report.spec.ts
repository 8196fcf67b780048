import { questionReport, type CountedChoice } from './question-report.js';

const rated = (question: string, choice: number, answers: number): CountedChoice => ({
  ...{ question, choice, answers, rated: true },
});

describe('a report on further questions', () => {
  it('has the share of 4 and 5 where all answers are from 1 to 5: 171 of 200', () => {
    const [fit] = questionReport([rated('fit', 5, 100), rated('fit', 4, 71), rated('fit', 2, 29)], 10);
    expect(fit).toMatchObject({ question: 'fit', value: 0.855, n: 200, suppressed: false });
    expect(fit?.low).toBeCloseTo(0.799513, 6);
  });

  it('has only counts of other answers, and no share', () => {
    const choices = [
      { question: 'why', choice: 'gift', answers: 20, rated: false },
      { question: 'why', choice: null, answers: 7, rated: false },
    ];
    expect(questionReport(choices, 10)).toEqual([
      {
        ...{ question: 'why', value: null, low: null, high: null, n: 27, suppressed: false },
        choices: [
          { choice: 'gift', answers: 20 },
          { choice: null, answers: 7 },
        ],
      },
    ]);
  });

  it('tells nothing of 9 answers where 10 are needed', () => {
    expect(questionReport([rated('fit', 5, 8), rated('fit', 1, 1), rated('staff', 1, 10)], 10)).toMatchObject([
      { question: 'fit', value: null, n: null, choices: null, suppressed: true },
      { question: 'staff', value: 0, n: 10, suppressed: false },
    ]);
  });
});
