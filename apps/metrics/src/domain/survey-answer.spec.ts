import { surveyAnswered } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { choicesOf } from './survey-choices.js';
import { surveyAnswerOf } from './survey-answer.js';

describe('what is kept of an answer', () => {
  it('is of the person, on the day of the time zone, without the comment', () => {
    const event = anEvent(surveyAnswered, {
      data: { responseId: 'r', customerId: 'old', orderId: 'o', locationId: 'soho', score: 3, comment: 'Ann was rude' },
      time: '2026-03-01T03:00:00Z',
    });
    const kept = surveyAnswerOf(event, () => 'ann', { timeZone: 'America/New_York' });
    expect(kept).toMatchObject({ responseId: 'r', customerId: 'ann', locationId: 'soho', score: 3, day: 20_512 });
    expect(JSON.stringify(kept)).not.toContain('rude');
  });

  it('has the themes of the programme that it names, and no others', () => {
    const event = anEvent(surveyAnswered, { data: { answers: { about: ['price', 'Ann'], themes: 'fit' } } });
    const themes = { names: ['fit', 'price'], question: 'about' };
    expect(surveyAnswerOf(event, () => 'ann', { timeZone: 'UTC', themes }).themes).toEqual(['price']);
    expect(surveyAnswerOf(event, () => 'ann', { timeZone: 'UTC' }).themes).toEqual([]);
  });

  it('names nobody when it is anonymous', () => {
    const event = anEvent(surveyAnswered, { data: { customerId: undefined } });
    expect(surveyAnswerOf(event, () => 'ann', { timeZone: 'UTC' }).customerId).toBeUndefined();
  });
});

describe('answers to further questions', () => {
  it('are kept where they can be counted: numbers, yes and no, and text of up to 100 characters', () => {
    const answers = { fit: 5, again: true, colour: 'x'.repeat(100), story: 'x'.repeat(101), list: [1], nothing: null };
    expect(choicesOf(answers)).toEqual({ fit: 5, again: true, colour: 'x'.repeat(100) });
    expect(choicesOf({ story: 'x'.repeat(101) })).toBeUndefined();
    expect(choicesOf(undefined)).toBeUndefined();
  });
});
