import { problemMediaType } from './media-type.ts';
import {
  conditionOf,
  HEADERS,
  headersNamed,
  headersOfAnswer,
  headersOfRefusal,
  keyOf,
  PARAMETERS,
  preconditionsOf,
} from './openapi-headers.ts';
import { linksFrom } from './openapi-links.ts';
import { type SchemaCollection, schemaCollection } from './openapi-schemas.ts';
import {
  type JsonSchema,
  type MediaType,
  type OpenapiDocument,
  type OperationObject,
  type Parameter,
  type PathItem,
  type ResponseObject,
  refTo,
} from './openapi-types.ts';
import { type Operation, problemsOf } from './operation.ts';
import { type ProblemCode, ProblemDocument, problem, problemDocument, problems } from './problem.ts';

/** Operations by the service that they belong to. */
export type Services = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The OpenAPI 3.1 document of everything that the contracts declare, and of nothing else. */
export function openapiDocument(services: Services): OpenapiDocument {
  const collection = schemaCollection();
  const responses: Record<string, ResponseObject> = {};
  const all = Object.values(services).flatMap((service) => Object.values(service));
  const paths: Record<string, PathItem> = {};

  for (const [tag, service] of Object.entries(services)) {
    for (const operation of Object.values(service)) {
      const method = operation.method.toLowerCase();
      const described = describeOperation({ operation, all, collection, responses });
      paths[operation.path] = { ...paths[operation.path], [method]: { tags: [tag], ...described } };
      for (const alias of operation.aliases ?? []) {
        const { operationId, ...rest } = described;
        const description = `Another path of \`${operationId}\`.`;
        paths[alias] = { ...paths[alias], [method]: { tags: [tag], ...rest, description } };
      }
    }
  }

  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: '/' }],
    tags: Object.keys(services).map((name) => ({ name })),
    paths,
    components: {
      schemas: collection.schemas,
      responses,
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        client: { type: 'http', scheme: 'basic', description: 'A registered program, by its id and secret.' },
      },
    },
  };
}

const INFO = {
  title: 'Liftline',
  version: '1.0.0',
  description:
    'The cloud backend of a mountain-resort group. Every refusal is a problem document (RFC 9457). Answers 429 and 503 say in `Retry-After` when to try again; all other refusals are final.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
} as const;

const EMBEDDED = {
  url: 'http://127.0.0.1:8080',
  description: "The embedded system. On AWS the user pool's own domain answers this.",
} as const;

interface Describing {
  readonly operation: Operation;
  readonly all: readonly Operation[];
  readonly collection: SchemaCollection;
  /** Problems are described once, in the components; this gathers them. */
  readonly responses: Record<string, ResponseObject>;
}

function describeOperation({ operation, all, collection, responses }: Describing): OperationObject {
  const { operationId, summary, description, scope, body, examples, dialect, embeddedOnly } = operation;
  const bodyType = dialect === 'oauth' ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(embeddedOnly && { servers: [EMBEDDED] }),
    security: scope === 'none' ? (dialect === 'oauth' ? [{ client: [] }, {}] : []) : [{ bearer: [scope] }],
    parameters: [
      ...parametersOf(operation, collection),
      ...keyOf(operation),
      ...preconditionsOf(operation),
      ...conditionOf(operation),
      ...Object.keys(PARAMETERS).map(refTo('parameters')),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: { [bodyType]: contentOf(collection.take(body, 'input'), examples?.body) },
      },
    }),
    responses: { ...answersOf(operation, all, collection), ...refusalsOf(operation, collection, responses) },
  };
}

function parametersOf({ params, query, examples }: Operation, collection: SchemaCollection): Parameter[] {
  const named = { path: params, query };
  return (['path', 'query'] as const).flatMap((location) => {
    const { properties = {}, required = [] } = named[location] ? collection.take(named[location], 'output') : {};
    const given = location === 'path' ? examples?.params : examples?.query;
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      in: location,
      required: required.includes(name),
      schema: schema as JsonSchema,
      ...(given?.[name] !== undefined && { example: given[name] }),
    }));
  });
}

function answersOf(operation: Operation, all: readonly Operation[], collection: SchemaCollection) {
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, answer]) => {
      const schema = answer && collection.take(answer, 'output');
      const links = linksFrom(operation, all, schema ? collection.propertiesOf(schema) : []);
      const response: ResponseObject = {
        description: DESCRIPTIONS[status] ?? 'Here it is.',
        headers: headersNamed(...headersOfAnswer(operation, Number(status))),
        ...(schema && {
          content: { 'application/json': contentOf(schema, operation.examples?.answers?.[Number(status)]) },
        }),
        ...(Object.keys(links).length > 0 && { links }),
      };
      return [status, response];
    }),
  );
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  201: 'Done, and durable.',
  304: 'What you have is still what there is.',
};

function refusalsOf(operation: Operation, collection: SchemaCollection, responses: Record<string, ResponseObject>) {
  const byStatus = Map.groupBy(new Set(problemsOf(operation)), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const isRecorded = status === 409 && operation.idempotency !== undefined;
      const { dialect } = operation;
      const name = `${codes.join('-or-')}${isRecorded ? '-recorded' : ''}${dialect === 'oauth' ? '-oauth' : ''}`;
      responses[name] ??= describeRefusal({ codes, status, isRecorded, dialect }, collection);
      return [status, refTo('responses')(name)];
    }),
  );
}

interface Refusal {
  readonly codes: readonly ProblemCode[];
  readonly status: number;
  /** Every replay of its command repeats it. */
  readonly isRecorded: boolean;
  readonly dialect: Operation['dialect'];
}

function describeRefusal(refusal: Refusal, collection: SchemaCollection): ResponseObject {
  const { codes, status, isRecorded } = refusal;
  // A Ski Data API problem has one optional field more; OAuth's come as another media type, so they are described apart.
  const dialect = refusal.dialect === 'oauth' ? 'oauth' : 'liftline';
  const examples = codes.map((code) => {
    return [code, { value: problemDocument(problem(code), { requestId: 'gate-7-42', dialect }) }];
  });
  return {
    description: `${codes.map((code) => problems[code].title).join('; or: ')}.`,
    headers: headersNamed(...headersOfRefusal(status, isRecorded)),
    content: {
      [problemMediaType(dialect)]: {
        schema: collection.take(ProblemDocument, 'output'),
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function contentOf(schema: JsonSchema, example: unknown): MediaType {
  return { schema, ...(example !== undefined && { example }) };
}
