import type { EventDeclaration } from '../define-event.js';
import { inputEvents, outputEvents } from '../events.js';
import { topics, type Topic } from '../topics.js';
import { dataSchema, directionOf, type JsonSchema } from './json-schema.js';

const DRAFT_07 = 'application/schema+json;version=draft-07';
const KAFKA_BINDING = '0.5.0';
const QUARANTINED = 'quarantined-record';

const text = (description: string): JsonSchema => ({ type: 'string', description });

/** The whole platform as one AsyncAPI 3 document: every topic, who reads and writes it, and every message on it. */
export function asyncApi(): JsonSchema {
  const events = [...inputEvents, ...outputEvents];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Perennial',
      version: '1',
      description:
        'Events are CloudEvents 1.0. Perennial reads structured and binary mode and writes binary mode, described here: attributes in ce_ headers, data as JSON in the value. An installation may put a prefix before every topic name.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channel(topic)])),
    operations: Object.fromEntries(topics.map((topic) => [operationId(topic), operation(topic)])),
    components: {
      messages: {
        ...Object.fromEntries(events.map((declaration) => [declaration.type, message(declaration)])),
        [QUARANTINED]: quarantinedRecord(),
      },
    },
  };
}

function messageNames(topic: Topic): string[] {
  if (topic.kind === 'quarantine') return [QUARANTINED];
  return [...inputEvents, ...outputEvents].filter((event) => event.topic === topic.name).map((event) => event.type);
}

function channel(topic: Topic): JsonSchema {
  const configuration = Object.entries(topic.config).map(([name, value]) => [
    name,
    name === 'cleanup.policy' ? [value] : /^-?\d+$/.test(value) ? Number(value) : value,
  ]);
  return {
    address: topic.name,
    description: topic.summary,
    messages: Object.fromEntries(messageNames(topic).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      kafka: {
        topic: topic.name,
        topicConfiguration: Object.fromEntries(configuration),
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

function operationId(topic: Topic): string {
  return `${topic.kind === 'input' ? 'receive' : 'send'}-${topic.name}`;
}

function operation(topic: Topic): JsonSchema {
  const base = { channel: { $ref: `#/channels/${topic.name}` }, summary: topic.summary };
  if (topic.kind !== 'input') return { action: 'send', ...base };
  const groupId = { type: 'string', enum: ['ledger', 'campaign', 'metrics'] };
  return { action: 'receive', ...base, bindings: { kafka: { groupId, bindingVersion: KAFKA_BINDING } } };
}

function message(declaration: EventDeclaration): JsonSchema {
  const headers = headersSchema(declaration);
  return {
    name: declaration.type,
    title: declaration.type,
    summary: declaration.summary,
    contentType: 'application/json',
    headers,
    payload: { schemaFormat: DRAFT_07, schema: withoutDialect(dataSchema(declaration, 'draft-07')) },
    correlationId: { location: '$message.header#/ce_correlationid', description: 'Optional: one flow of events.' },
    bindings: { kafka: { key: keySchema(declaration), bindingVersion: KAFKA_BINDING } },
    examples: [{ name: 'example', headers: exampleHeaders(declaration), payload: declaration.example }],
  };
}

function withoutDialect({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Whether every event of the type has a subject. */
function subjectRequired(declaration: EventDeclaration): boolean {
  const { required } = dataSchema(declaration, 'draft-07');
  return Array.isArray(required) && required.includes(declaration.subject);
}

function keySchema(declaration: EventDeclaration): JsonSchema {
  const businessId = subjectRequired(declaration) ? undefined : declaration.businessKey?.[0];
  return text(`The subject: ${declaration.subject}${businessId ? `, or without one ${businessId}` : ''}.`);
}

function headersSchema(declaration: EventDeclaration): JsonSchema {
  const source = directionOf(declaration) === 'input' ? 'Who says so.' : 'The service, such as /perennial/ledger.';
  return {
    type: 'object',
    properties: {
      ce_specversion: { type: 'string', const: '1.0' },
      ce_id: text('With ce_source the identity of the event: what to dedupe on.'),
      ce_source: text(source),
      ce_type: { type: 'string', const: declaration.type },
      ce_time: { ...text('When it happened, RFC 3339 with a zone.'), format: 'date-time' },
      ce_subject: text(`Equals ${declaration.subject}.`),
      ce_dataschema: text('Where the schema of the data can be found.'),
      ce_traceparent: text('W3C trace context of the start of the flow.'),
      ce_correlationid: text('Common to all events of one flow.'),
      ce_causationid: text('Id of the event that caused this one.'),
      ce_causationsource: text('Source of the event that caused this one.'),
      'content-type': text('Media type of the value.'),
    },
    required: [
      'ce_specversion',
      'ce_id',
      'ce_source',
      'ce_type',
      'ce_time',
      ...(subjectRequired(declaration) ? ['ce_subject'] : []),
    ],
  };
}

function exampleHeaders(declaration: EventDeclaration): JsonSchema {
  const example = declaration.example as Readonly<Record<string, unknown>>;
  const subject = example[declaration.subject];
  return {
    ce_specversion: '1.0',
    ce_id: String(example.rewardId ?? example.transferId ?? 'e-1'),
    ce_source: directionOf(declaration) === 'input' ? '/shop' : '/perennial/ledger',
    ce_type: declaration.type,
    ce_time: '2027-03-01T10:00:00Z',
    ...(subject === undefined ? {} : { ce_subject: subject }),
    'content-type': 'application/json',
  };
}

function quarantinedRecord(): JsonSchema {
  return {
    name: QUARANTINED,
    title: 'A refused record',
    summary: 'Key, value and headers as they came, and headers that say why it was refused and where it was.',
    contentType: 'application/octet-stream',
    headers: {
      type: 'object',
      properties: {
        perennial_reason: text('Why it was refused, such as INVALID_DATA.'),
        perennial_detail: text('Which value, and what would have been right.'),
        perennial_service: text('Which service refused it: each one quarantines for itself.'),
        '__connect.errors.topic': text('Topic of the record.'),
        '__connect.errors.partition': text('Partition of the record.'),
        '__connect.errors.offset': text('Offset of the record.'),
        '__connect.errors.exception.message': text('Reason and detail.'),
        perennial_value_bytes: text('Length of the original value; only when the copy holds less of it.'),
        perennial_value_sha256: text('SHA-256 of the original value in hex; only when the copy holds less of it.'),
        perennial_key_bytes: text('Length of the original key; only when the copy holds its first MiB alone.'),
        perennial_headers_bytes: text('Length of the original headers; only when they were too long to be kept.'),
      },
      required: [
        'perennial_reason',
        'perennial_detail',
        'perennial_service',
        '__connect.errors.topic',
        '__connect.errors.partition',
        '__connect.errors.offset',
        '__connect.errors.exception.message',
      ],
    },
    payload: {
      description: 'Whatever bytes the record had; of one too large, the first 64 KiB; of an erased subject, none.',
    },
    bindings: { kafka: { key: { description: 'Whatever key the record had.' }, bindingVersion: KAFKA_BINDING } },
  };
}
