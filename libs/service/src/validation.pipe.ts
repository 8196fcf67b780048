import { StandardSchemaValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainIssue } from '@perennial/contracts';
import { z } from 'zod';

import { ProblemError } from './problem-error.js';

/** Holds parameters and bodies against the schema in their decorator: `@Query({ schema })`, `@Param('id', { schema })`, `@Body({ schema })`. */
export function validationPipe(): PipeTransform {
  // Of the whole process: a schema that is asked through Standard Schema takes no words with the question.
  z.config({ customError: plainIssue });
  const pipes = new Map<string | undefined, StandardSchemaValidationPipe>();
  return {
    transform(value, metadata: ArgumentMetadata) {
      const pipe = pipes.get(metadata.data) ?? pipeFor(metadata.data);
      pipes.set(metadata.data, pipe);
      return pipe.transform(value, metadata);
    },
  };
}

/** One for each name of a parameter: Nest's own does not tell those it has make an error which one the issues are of. */
function pipeFor(parameter: string | undefined): StandardSchemaValidationPipe {
  const whole = parameter === undefined ? [] : [parameter];
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues
        .slice(0, 100)
        .map((issue) => ({ pointer: pointerTo([...whole, ...(issue.path ?? [])]), message: issue.message }));
      return new ProblemError(
        400,
        'INVALID_REQUEST',
        'The request does not have the form this operation needs; `errors` lists where.',
        { errors },
      );
    },
  });
}

/** RFC 6901 as a URI fragment: `#/lines/0/sku`, of a parameter `#/offerId`; `#` is the whole body. */
function pointerTo(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  const steps = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return ['#', ...steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}
