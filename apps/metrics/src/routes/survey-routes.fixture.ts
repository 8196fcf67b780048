import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { purchaseCompleted, surveyAnswered, surveyInvited, type Envelope } from '@perennial/contracts';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, fitHttpEdge } from '@perennial/service';
import {
  anEvent,
  freshDatabase,
  ServiceOnRecords,
  settableClock,
  type EventChanges,
  type FreshDatabase,
  type SettableClock,
} from '@perennial/testing';
import { Registry } from 'prom-client';

import { MetricsChunkHandler } from '../handlers/metrics-chunk.handler.js';
import { metricsService } from '../metrics.service.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { CountThemesRoute } from './count-themes.route.js';
import { GetCaseMetricsRoute } from './get-case-metrics.route.js';
import { GetChurnRoute } from './get-churn.route.js';
import { GetClvRoute } from './get-clv.route.js';
import { GetCohortsRoute } from './get-cohorts.route.js';
import { GetCsatRoute } from './get-csat.route.js';
import { GetMetricsRoute } from './get-metrics.route.js';
import { GetNpsRepeatPurchaseRoute } from './get-nps-repeat-purchase.route.js';
import { GetNpsRoute } from './get-nps.route.js';
import { GetProgrammeHealthRoute } from './get-programme-health.route.js';
import { GetRepeatPurchaseRateRoute } from './get-repeat-purchase-rate.route.js';
import { GetResponseRateRoute } from './get-response-rate.route.js';
import { GetRetentionRoute } from './get-retention.route.js';
import { GetSegmentsRoute } from './get-segments.route.js';
import { GetTargetRoute } from './get-target.route.js';
import { GetWeightedNpsRoute } from './get-weighted-nps.route.js';
import { ListSurveyQuestionsRoute } from './list-survey-questions.route.js';
import { ListTargetsRoute } from './list-targets.route.js';
import { SetTargetRoute } from './set-target.route.js';
import { SummariseMetricsRoute } from './summarise-metrics.route.js';
import { SummariseSurveysRoute } from './summarise-surveys.route.js';
import { WithdrawTargetRoute } from './withdraw-target.route.js';

type Answered = NonNullable<EventChanges<typeof surveyAnswered>['data']>;

/** An answer to the NPS unless told otherwise, at noon of a day. */
export const answered = (customerId: string | undefined, score: number, date: string, more: Answered = {}) =>
  anEvent(surveyAnswered, {
    data: { customerId, survey: 'nps', score, touchpoint: undefined, orderId: undefined, ...more },
    time: `${date}T12:00:00Z`,
  });

/** An invitation to the NPS unless told otherwise, at ten of a day. */
export const invited = (
  customerId: string,
  date: string,
  more: NonNullable<EventChanges<typeof surveyInvited>['data']> = {},
) =>
  anEvent(surveyInvited, {
    data: { customerId, survey: 'nps', touchpoint: undefined, orderId: undefined, ...more },
    time: `${date}T10:00:00Z`,
  });

export const bought = (customerId: string, orderId: string, date: string, more: object = {}) =>
  anEvent(purchaseCompleted, { data: { customerId, orderId, ...more }, time: `${date}T10:00:00Z` });

/** As many customers, each named by what they are and a number. */
export const each = <Made>(count: number, name: string, make: (customerId: string, index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(`${name}-${index}`, index));

const THEMES = { names: ['delivery', 'price'], question: 'themes' };

/** The routes about surveys, targets and purchases on a database of their own, on 1 June 2026, with a minimum of 10. */
export class SurveyRoutes {
  private constructor(
    readonly database: FreshDatabase,
    readonly service: ServiceOnRecords,
    private readonly app: NestExpressApplication,
    readonly clock: SettableClock,
  ) {}

  static async start(): Promise<SurveyRoutes> {
    const clock = settableClock('2026-06-01T12:00:00Z');
    const database = await freshDatabase('metrics', metricsService.migrations);
    const handler = new MetricsChunkHandler({ timeZone: 'UTC', themes: THEMES });
    const service = new ServiceOnRecords('metrics', database.db, handler, clock);
    const module = await Test.createTestingModule({
      controllers: [
        ...[GetNpsRoute, GetNpsRepeatPurchaseRoute, GetCsatRoute, SummariseSurveysRoute, ListSurveyQuestionsRoute],
        ...[GetResponseRateRoute, GetWeightedNpsRoute, GetCaseMetricsRoute, CountThemesRoute],
        ...[GetProgrammeHealthRoute, SummariseMetricsRoute],
        ...[
          GetRepeatPurchaseRateRoute,
          GetCohortsRoute,
          GetRetentionRoute,
          GetChurnRoute,
          GetClvRoute,
          GetSegmentsRoute,
        ],
        ...[GetMetricsRoute, SetTargetRoute, ListTargetsRoute, GetTargetRoute, WithdrawTargetRoute],
      ],
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: TIME_ZONE, useValue: 'UTC' },
        { provide: MINIMUM_N, useValue: 10 },
      ],
    }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'metrics', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    return new SurveyRoutes(database, service, app, clock);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  /** @throws when one of the events is refused */
  async arrive(...events: readonly Envelope[]): Promise<void> {
    await this.service.arrive(...events);
    expect(await this.service.refused()).toEqual({});
  }

  /** @param path below /v1 */
  async ask(path: string, request: RequestInit = {}): Promise<{ status: number; text: string }> {
    const { port } = this.app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`, request);
    return { status: response.status, text: await response.text() };
  }

  async get(path: string): Promise<unknown> {
    return JSON.parse((await this.ask(path)).text);
  }
}
