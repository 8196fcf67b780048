import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Log } from '@perennial/messaging';
import { Histogram, type Registry } from 'prom-client';
import { jsonText } from './json-text.js';
import { openApiDocument } from './openapi.js';
import { ProblemError } from './problem-error.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.pipe.js';

const LARGEST_BODY = 256 * 1_024;
const YAML = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** For answers that are data and never pages. */
const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export interface HttpEdge {
  readonly service: string;
  readonly log: Log;
  readonly registry: Registry;
}

/** What every service does at its edge, in the order a request meets it. The application must be created with `bodyParser: false`. */
export function fitHttpEdge(app: NestExpressApplication, { service, log, registry }: HttpEdge): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(withHeaders);
  app.use(withIntegers);
  app.use(timed(registry));
  app.use(jsonOrYaml);
  app.useBodyParser('json', { limit: LARGEST_BODY });
  app.useBodyParser('text', { limit: LARGEST_BODY, type: YAML });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  serveOpenApi(app, service);
}

function withHeaders(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  next();
}

/** Answers are written by `jsonText`. */
function withIntegers(
  _request: IncomingMessage,
  response: ServerResponse & { json: (body: unknown) => unknown; send: (text: string) => unknown },
  next: () => void,
): void {
  response.json = (body) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    return response.send(jsonText(body));
  };
  next();
}

/**
 * A body of another kind would not be read at all, and a route would take it for none. YAML reaches a route as text, which
 * only one that asks for a document takes.
 */
function jsonOrYaml({ headers }: IncomingMessage, _response: ServerResponse, next: (error?: unknown) => void): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (!hasBody || ['application/json', ...YAML].includes(type.trim())) return next();
  const detail =
    'The body must be JSON (content-type application/json), or a document in YAML (application/yaml) where one is asked for.';
  next(new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', detail));
}

/** The duration of each request by the pattern of its route, so that ids neither leak into metrics nor multiply them. */
function timed(registry: Registry) {
  const seconds = new Histogram({
    name: 'perennial_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return (
    request: IncomingMessage & { route?: { path?: unknown } },
    response: ServerResponse,
    next: () => void,
  ): void => {
    const done = seconds.startTimer();
    response.once('close', () => {
      done({
        method: request.method ?? '',
        route: String(request.route?.path ?? 'none'),
        status: String(response.statusCode),
      });
    });
    next();
  };
}

/** Built when first asked for: it costs more than the rest of a start, and most processes are never asked. */
function serveOpenApi(app: NestExpressApplication, service: string): void {
  let text: string | undefined;
  app.getHttpAdapter().get('/openapi.json', (_request: IncomingMessage, response: ServerResponse) => {
    text ??= JSON.stringify(openApiDocument(app, service));
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(text);
  });
}
