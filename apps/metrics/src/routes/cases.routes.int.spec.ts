import { caseClosed, caseOpened, type CaseClosed, type CaseOpened } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { namingColumns } from '../invariants.js';
import { answered, each, SurveyRoutes } from './survey-routes.fixture.js';

const NOW = '2026-06-01T12:00:00.000Z';
const NOON = (day: string): string => `2026-05-${day}T12:00:00.000Z`;

/** Two days to close it. */
const told = (caseId: string, customerId: string, day: string, more: object) => ({
  ...{ caseId, customerId, reason: 'detractor' as const, openedAt: NOON(day) },
  dueAt: NOON(String(Number(day) + 2).padStart(2, '0')),
  ...more,
});
const idOf = (number: number): string => `0d0b8a4e-1a5c-5a37-9a53-${String(number).padStart(12, '0')}`;
const opens = (number: number, customerId: string, day = '10', more: Partial<CaseOpened> = {}) =>
  anEvent(caseOpened, { data: told(idOf(number), customerId, day, { themes: [], ...more }), time: NOON(day) });
const closes = (number: number, customerId: string, closedAt: string, more: Partial<CaseClosed> = {}, day = '10') =>
  anEvent(caseClosed, {
    data: told(idOf(number), customerId, day, { closedAt, outcome: 'resolved', themes: [], ...more }),
    time: closedAt,
  });

describe('what became of cases', () => {
  let routes: SurveyRoutes;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(async () => {
    expect(await findRemembered(routes.database.db, namingColumns)).toBeUndefined();
    await routes.stop();
  });

  const closedLoop = async (query = '') => {
    const { n, closed, closedInTime, outcomes, notYetDue } = (await routes.get(`metrics/cases${query}`)) as Record<
      string,
      { value: number }
    >;
    return { n, closed: closed?.value, inTime: closedInTime?.value, outcomes, notYetDue };
  };

  it('is told of those whose time is over: of 20, 12 closed, 8 in time; one closed at its last instant is in time', async () => {
    await routes.arrive(
      ...each(20, 'c', (customerId, index) => opens(index, customerId)),
      ...each(7, 'c', (customerId, index) => closes(index, customerId, NOON('11'))),
      closes(7, 'c-7', NOON('12')),
      ...each(4, 'c', (_, index) =>
        closes(index + 8, `c-${index + 8}`, '2026-05-12T12:00:00.001Z', { outcome: 'unreachable' }),
      ),
      // Quick ones among those that are not due say nothing of the others.
      opens(50, 'c-0', '28', { dueAt: NOW }),
      opens(51, 'c-1', '28', { dueAt: NOW }),
      closes(51, 'c-1', '2026-06-01T11:00:00.000Z', { dueAt: NOW }, '28'),
    );
    expect(await closedLoop()).toEqual({
      ...{ n: 20, closed: 0.6, inTime: 0.4, notYetDue: 2 },
      outcomes: { resolved: 8, unresolved: 0, unreachable: 4 },
    });
    expect(await closedLoop('?reason=bad-csat')).toMatchObject({ n: 0, closed: null });
    expect(await closedLoop('?from=2026-05-11')).toMatchObject({ n: 0, closed: null, notYetDue: 2 });
  });

  it('of fewer than the minimum is not told, however many there are whose time is not over', async () => {
    await routes.arrive(
      opens(0, 'c-0', '04'),
      closes(0, 'c-0', NOON('05')),
      ...each(12, 'd', (customerId, index) => opens(index + 20, customerId, '04', { dueAt: NOW })),
    );
    expect(await closedLoop()).toMatchObject({ n: null, outcomes: null, notYetDue: null });
  });

  it('by period and reason, small groups and the next one hidden, as CSV', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId, index) => opens(index, customerId, '04')),
      ...each(11, 'd', (customerId, index) => opens(index + 20, customerId, '11', { reason: 'service-issue' })),
      ...each(2, 'e', (customerId, index) => opens(index + 40, customerId, '18', { reason: 'bad-csat' })),
    );
    const { groups } = (await routes.get('metrics/cases?groupBy=week')) as { groups: Record<string, unknown>[] };
    expect(groups.map(({ group, n, suppressed }) => [group, n, suppressed])).toEqual([
      ...[
        ['2026-05-04', 12, false],
        ['2026-05-11', null, true],
        ['2026-05-18', null, true],
      ],
    ]);
    const { text } = await routes.ask('metrics/cases?groupBy=reason&format=csv');
    expect(text.split('\r\n')[0]).toBe(
      'group,suppressed,n,closed,closed.low,closed.high,closedInTime,closedInTime.low,closedInTime.high,notYetDue',
    );
    expect(text).toContain('\r\ndetractor,false,12,0,0,');
    // Asked for by its reason, too: less it and the detractors, all are the two.
    expect(await routes.get('metrics/cases?reason=service-issue')).toMatchObject({ n: null, suppressed: true });
    expect(await routes.get('metrics/cases?reason=detractor')).toMatchObject({ n: 12, suppressed: false });
  });

  it('is the same in whatever order it is told, how often, and under which record of a person', async () => {
    const cases = each(12, 'c', (customerId, index) => opens(index, customerId));
    await routes.arrive(closes(0, 'anna', NOON('11')), ...cases, ...cases.slice(0, 3));
    await routes.arrive(becomes('c-0', 'anna', NOON('13')));
    expect(await closedLoop()).toMatchObject({ n: 12, closed: 1 / 12 });
    await routes.service.arrive(isErasedAt('anna', NOON('14')), closes(1, 'anna', NOON('14')));
    expect(await closedLoop()).toMatchObject({ n: 11, closed: 0 });
  });

  it('days of one case name neither what it was about nor why it was opened', async () => {
    await routes.arrive(opens(1, 'c-1', '10', { themes: ['price'] }));
    expect(await routes.get('metrics/themes')).toMatchObject({ themes: [] });
    expect(await routes.get('metrics/cases?groupBy=reason')).toMatchObject({ suppressed: true, groups: [] });
  });

  it('counts people by theme, those of answers and those of cases, by what is known last, and hides few', async () => {
    const about = (...themes: string[]) => ({ answers: { themes } });
    await routes.arrive(
      ...each(11, 'c', (customerId) => answered(customerId, 3, '2026-05-10', about('delivery', 'dust'))),
      ...each(4, 'c', (customerId) => answered(customerId, 3, '2026-05-11', about('delivery'))),
      ...each(10, 'x', () => answered(undefined, 3, '2026-04-10', about('price'))),
      answered('z', 9, '2026-05-10', about('price')),
      ...each(12, 'c', (customerId, index) => opens(index, customerId, '10', { themes: ['price'] })),
      ...each(2, 'c', (customerId, index) => closes(index, customerId, NOON('11'), { themes: ['delivery'] })),
    );
    expect(await routes.get('metrics/themes')).toMatchObject({
      themes: [
        { group: null, theme: 'delivery', inAnswers: 11, inCases: null },
        { group: null, theme: 'price', inAnswers: 11, inCases: 10 },
      ],
    });
    expect((await routes.ask('metrics/themes?groupBy=month&format=csv')).text).toBe(
      'group,theme,inAnswers,inCases\r\n2026-05,delivery,11,\r\n2026-05,price,,10\r\n',
    );
  });
});
