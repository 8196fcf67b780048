import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

/** The description of what an application serves, from its routes and the schemas they validate with. */
export function openApiDocument(app: NestExpressApplication, service: string): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setTitle(`Perennial ${service}`)
    .setDescription('Errors are RFC 9457 problem details with a stable `code`; docs/errors.md lists them.')
    .setVersion('1')
    .build();
  return SwaggerModule.createDocument(app, outline, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: jsonSchemaOf(schema, schemaType) } : undefined,
  });
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
  return rest;
}
