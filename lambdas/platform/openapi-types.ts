import type * as z from 'zod';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** As much of OpenAPI 3.1 as this writes. */
export interface OpenapiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly object[];
  readonly tags: readonly object[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly parameters: Readonly<Record<string, ParameterObject>>;
    readonly headers: object;
    readonly securitySchemes: object;
  };
}

/** By method, in lower case. */
export type PathItem = Readonly<Record<string, OperationObject>>;

export interface OperationObject {
  /** Absent on the alias of an operation, because it must be unique. */
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** @default those of the document */
  readonly servers?: readonly object[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Reference {
  readonly $ref: string;
}

/** Refers to one of the components. */
export const refTo =
  (kind: 'parameters' | 'headers' | 'responses') =>
  (name: string): Reference => ({ $ref: `#/components/${kind}/${name}` });

export type Parameter = ParameterObject | Reference;
export type Response = ResponseObject | Reference;

export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers: object;
  readonly content?: Content;
  readonly links?: Readonly<Record<string, LinkObject>>;
}

export interface LinkObject {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: object;
}
