import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { JsonSchema } from './openapi-types.ts';

/** The schemas of a document: those with an `id` are written once, in its components, and referred to. */
export interface SchemaCollection {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** The JSON Schema of what is sent (`input`) or of what has been read (`output`: a path's digits are an integer). */
  take(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
  propertiesOf(schema: JsonSchema): string[];
}

export function schemaCollection(): SchemaCollection {
  const schemas: Record<string, JsonSchema> = {};
  return {
    schemas,

    take(schema, io) {
      const {
        $schema: _,
        $defs = {},
        ...root
      } = z.toJSONSchema(schema, { io, override: io === 'output' ? openAndPortable : portable });
      for (const [name, definition] of Object.entries($defs)) {
        const relocated = relocate(definition);
        schemas[name] ??= relocated;
        if (!isDeepStrictEqual(schemas[name], relocated)) throw new Error(`Two different schemas are called ${name}.`);
      }
      return relocate(root);
    },

    propertiesOf({ $ref, properties = {} }) {
      const name = $ref?.slice(COMPONENTS.length);
      return Object.keys(name ? (schemas[name]?.properties ?? {}) : properties);
    },
  };
}

/** A client must not break when an answer gains a field, so no answer is described as closed. */
function openAndPortable(described: { jsonSchema: JsonSchema }): void {
  const { jsonSchema } = described;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  portable(described);
}

/** Clients read a pattern in their own language, where `\d` may be a digit of any script; here it is one of ten. */
function portable({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.pattern !== undefined) jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\d', '[0-9]');
}

const COMPONENTS = '#/components/schemas/';

/** Zod keeps named schemas in `$defs` of the schema itself; OpenAPI keeps them in the components. */
function relocate(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${COMPONENTS}`));
}
