import type { ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { LoyaltyError } from '@perennial/contracts';
import { classify } from '@perennial/persistence';
import type { Log } from '@perennial/messaging';
import { PROBLEM_TYPE, ProblemError, problemText } from './problem-error.js';

/** Every error leaves as `application/problem+json` with a stable code; what nobody foresaw is logged and says nothing of its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    if (problem.status >= 500)
      this.log.error('a request failed', { status: problem.status, problem: problem.code, cause: error });
    const response = host.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent) {
      // Half an answer is out: only a broken connection tells the client that it is not whole.
      response.destroy();
      return;
    }
    if (problem.retryable) response.setHeader('Retry-After', '1');
    response.statusCode = problem.status;
    response.setHeader('Content-Type', PROBLEM_TYPE);
    response.end(problemText(problem));
  }
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) return ofFramework(error);
  if (classify(error) === 'infrastructure') {
    return new ProblemError(
      503,
      'DATABASE_UNREACHABLE',
      'The database does not answer at the moment. Try again.',
      {},
      { cause: error },
    );
  }
  if (error instanceof LoyaltyError) {
    return new ProblemError(500, error.code, 'The request failed for a reason on our side.', {}, { cause: error });
  }
  return new ProblemError(500, 'INTERNAL_ERROR', 'The request failed for a reason on our side.', {}, { cause: error });
}

/** What the framework and its body parser refuse by themselves. */
function ofFramework(error: HttpException): ProblemError {
  switch (error.getStatus()) {
    case 400:
      if (error.cause instanceof URIError)
        return new ProblemError(400, 'MALFORMED_URL', 'The path is not correctly percent-encoded.');
      return new ProblemError(400, 'BODY_NOT_JSON', 'The body is not JSON.');
    case 404:
      return new ProblemError(
        404,
        'UNKNOWN_ROUTE',
        'There is nothing at this path; /openapi.json lists what there is.',
      );
    case 413:
      return new ProblemError(413, 'BODY_TOO_LARGE', 'The body is larger than 256 kB.');
    case 415:
      return new ProblemError(
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'The body must be JSON in UTF-8, at most gzip-, deflate- or brotli-compressed.',
      );
    default:
      return new ProblemError(error.getStatus(), 'REQUEST_REFUSED', error.message, {}, { cause: error });
  }
}
