import type {
  Content,
  JsonSchema,
  OpenapiDocument,
  OperationObject,
  Parameter,
  ParameterObject,
  Response,
  ResponseObject,
} from '#platform/openapi-types.ts';

/**
 * Everything in `after` that a client written for `before` could break on, one sentence each: something that is gone, a
 * request that must say more or may say less, an answer that says less or something else.
 */
export function breakingChanges(before: OpenapiDocument, after: OpenapiDocument): string[] {
  const documents = { before, after };
  return Object.entries(before.paths).flatMap(([path, methods]) => {
    const now = after.paths[path];
    if (!now) return [`${path}: the path is gone`];
    return Object.entries(methods).flatMap(([method, operation]) => {
      const at = `${method.toUpperCase()} ${path}`;
      const counterpart = now[method];
      return counterpart
        ? ofOperation({ before: operation, after: counterpart }, documents, at)
        : [`${at}: it is gone`];
    });
  });
}

interface Change<T> {
  readonly before: T;
  readonly after: T;
}

function ofOperation({ before, after }: Change<OperationObject>, documents: Change<OpenapiDocument>, at: string) {
  const renamed = before.operationId !== after.operationId;
  const granted = JSON.stringify(before.security) === JSON.stringify(after.security);
  return [
    ...(renamed ? [`${at}: the operationId is no longer ${before.operationId}`] : []),
    ...(granted ? [] : [`${at}: it takes another scope`]),
    ...ofParameters({ before: before.parameters, after: after.parameters }, documents, at),
    ...ofRequestBody({ before: before.requestBody, after: after.requestBody }, documents, at),
    ...ofResponses({ before: before.responses, after: after.responses }, documents, at),
  ];
}

function ofParameters(parameters: Change<readonly Parameter[]>, documents: Change<OpenapiDocument>, at: string) {
  const before = byName(parameters.before, documents.before);
  const after = byName(parameters.after, documents.after);
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${at}: parameter ${name} is gone`);
  const others = [...after].flatMap(([name, parameter]) => {
    const previous = before.get(name);
    if (parameter.required && !previous?.required) return [`${at}: parameter ${name} is newly required`];
    if (!previous) return [];
    const schemas = { before: previous.schema, after: parameter.schema };
    return ofSchema(schemas, { documents, sent: 'by client' }, `${at}: parameter ${name}`);
  });
  return [...gone, ...others];
}

function byName(parameters: readonly Parameter[], document: OpenapiDocument): Map<string, ParameterObject> {
  const known = parameters.map((each) => ('$ref' in each ? document.components.parameters[nameIn(each.$ref)] : each));
  return new Map(known.flatMap((each) => (each ? [[`${each.in} ${each.name}`, each]] : [])));
}

function ofRequestBody(
  { before, after }: Change<OperationObject['requestBody']>,
  documents: Change<OpenapiDocument>,
  at: string,
): string[] {
  if (!before) return after?.required ? [`${at}: a body is newly required`] : [];
  if (!after) return [`${at}: it takes no body any more`];
  const required = after.required && !before.required ? [`${at}: a body is newly required`] : [];
  const contents = { before: before.content, after: after.content };
  return [...required, ...ofContent(contents, { documents, sent: 'by client' }, `${at}: request`)];
}

function ofResponses(
  { before, after }: Change<OperationObject['responses']>,
  documents: Change<OpenapiDocument>,
  at: string,
): string[] {
  return Object.entries(before).flatMap(([status, response]) => {
    const counterpart = after[status];
    if (!counterpart) return [`${at}: status ${status} is gone`];
    const contents = {
      before: contentIn(response, documents.before),
      after: contentIn(counterpart, documents.after),
    };
    return ofContent(contents, { documents, sent: 'by us' }, `${at}: answer ${status}`);
  });
}

function contentIn(response: Response, document: OpenapiDocument): Content {
  const found: ResponseObject | undefined =
    '$ref' in response ? document.components.responses[nameIn(response.$ref)] : response;
  return found?.content ?? {};
}

interface Side {
  readonly documents: Change<OpenapiDocument>;
  readonly sent: 'by client' | 'by us';
}

function ofContent({ before, after }: Change<Content>, side: Side, at: string): string[] {
  return Object.entries(before).flatMap(([mediaType, { schema }]) => {
    const counterpart = after[mediaType];
    return counterpart
      ? ofSchema({ before: schema, after: counterpart.schema }, side, at)
      : [`${at}: ${mediaType} is gone`];
  });
}

/** What a client sends may only become wider, what it is sent may only become narrower. */
function ofSchema(schemas: Change<JsonSchema>, side: Side, at: string): string[] {
  const before = resolve(schemas.before, side.documents.before);
  const after = resolve(schemas.after, side.documents.after);
  const [wide, narrow] = side.sent === 'by client' ? [after, before] : [before, after];

  const unfit = KEYWORDS.filter((keyword) => !isWithin(narrow, wide, keyword));
  return [
    ...unfit.map((keyword) => `${at}: ${keyword} went from ${written(before[keyword])} to ${written(after[keyword])}`),
    ...ofFields({ before, after }, side, at),
    ...(isSchema(before.items) && isSchema(after.items)
      ? ofSchema({ before: before.items, after: after.items }, side, `${at}/items`)
      : []),
  ];
}

function ofFields({ before, after }: Change<JsonSchema>, side: Side, at: string): string[] {
  const fields = Object.entries(before.properties ?? {}).flatMap(([name, schema]) => {
    const counterpart = after.properties?.[name];
    if (counterpart === undefined) return [`${at}/${name} is gone`];
    if (!isSchema(schema) || !isSchema(counterpart)) return [];
    return ofSchema({ before: schema, after: counterpart }, side, `${at}/${name}`);
  });
  const [more, less] = side.sent === 'by client' ? [after, before] : [before, after];
  const demanded = (more.required ?? []).filter((name) => !less.required?.includes(name));
  const complaint = side.sent === 'by client' ? 'is newly required' : 'is no longer always there';
  const stillThere = demanded.filter((name) => after.properties?.[name] !== undefined);
  return [...fields, ...stillThere.map((name) => `${at}/${name} ${complaint}`)];
}

/** The keywords that say which single values are allowed, but for fields and items. */
const KEYWORDS = [
  ...(['type', 'const', 'enum', 'pattern', 'format', 'additionalProperties', 'anyOf', 'oneOf', 'allOf'] as const),
  ...(['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const),
  ...(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const),
] as const;

/** Whether every value that `narrow` allows is allowed by `wide`, as far as one keyword can say; in doubt it is not. */
function isWithin(narrow: JsonSchema, wide: JsonSchema, keyword: (typeof KEYWORDS)[number]): boolean {
  const [inner, outer] = [narrow[keyword], wide[keyword]];
  if (outer === undefined || JSON.stringify(inner) === JSON.stringify(outer)) return true;
  if (keyword === 'enum') {
    const allowed: readonly unknown[] = wide.enum ?? [];
    return (narrow.enum ?? [narrow.const]).every((value) => allowed.includes(value));
  }
  if (keyword === 'type') return inner === 'integer' && outer === 'number';
  if (keyword === 'additionalProperties') return outer !== false;
  if (typeof inner !== 'number' || typeof outer !== 'number') return false;
  return keyword.startsWith('min') || keyword === 'exclusiveMinimum' ? inner >= outer : inner <= outer;
}

function resolve(schema: JsonSchema, document: OpenapiDocument): JsonSchema {
  return schema.$ref ? (document.components.schemas[nameIn(schema.$ref)] ?? {}) : schema;
}

const nameIn = (reference: string) => reference.slice(reference.lastIndexOf('/') + 1);
const isSchema = (schema: unknown): schema is JsonSchema => typeof schema === 'object' && !Array.isArray(schema);
const written = (value: unknown) => JSON.stringify(value) ?? 'none';
