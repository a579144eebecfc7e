/** The part of OpenAPI that Kubernetes and its custom resources use. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: boolean | OpenApiSchema;
  readonly enum?: readonly unknown[];
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly KindName[];
}

export interface KindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A JSON schema in the making; validators accept any keyword, so it is an open record. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Limits that mean the same in OpenAPI and JSON schema. `format` and `x-*` are left out: validators read them differently. */
const keptKeywords = [
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "uniqueItems",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
];

/** `whole`: an object as it is stored. `partial`: a server-side apply patch, which may leave out any field. */
export type Completeness = "whole" | "partial";

/**
 * The strict JSON schema of an OpenAPI schema: unknown fields are refused wherever the fields are known
 * (the API server prunes them in silence), and a field that is not required may be null, as the API server accepts.
 */
export function strictSchema(schema: OpenApiSchema, completeness: Completeness = "whole"): JsonSchema {
  if (schema.$ref !== undefined) return { $ref: schema.$ref };
  if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") {
    return { ...kept(schema, ["pattern"]), type: ["string", "integer"] };
  }
  const required = completeness === "whole" ? (schema.required ?? []) : [];
  return {
    ...kept(schema, keptKeywords),
    ...(schema.type === undefined ? {} : { type: schema.type }),
    ...(schema.items ? { items: strictSchema(schema.items, completeness) } : {}),
    ...(schema.properties ? objectFields(schema.properties, required, completeness) : {}),
    ...(required.length > 0 ? { required } : {}),
    ...additional(schema, completeness),
  };
}

function kept(schema: OpenApiSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.includes(keyword)));
}

function objectFields(
  properties: Readonly<Record<string, OpenApiSchema>>,
  required: readonly string[],
  completeness: Completeness,
): JsonSchema {
  const fields = Object.entries(properties).map(([name, field]) => {
    const strict = strictSchema(field, completeness);
    return [name, required.includes(name) ? strict : orNull(strict)] as const;
  });
  return { properties: Object.fromEntries(fields) };
}

/** `anyOf` instead of a second type, because a reference, an enum or a nested `anyOf` would still refuse null. */
function orNull(schema: JsonSchema): JsonSchema {
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: "null" }] };
}

function additional(schema: OpenApiSchema, completeness: Completeness): JsonSchema {
  if (typeof schema.additionalProperties === "object") {
    return { additionalProperties: strictSchema(schema.additionalProperties, completeness) };
  }
  const open =
    schema.properties === undefined ||
    schema.additionalProperties === true ||
    schema["x-kubernetes-preserve-unknown-fields"] === true;
  return open ? {} : { additionalProperties: false };
}

/** File name under which kubeconform looks for a kind, with `{{.ResourceKind}}{{.KindSuffix}}.json`. */
export function kindFile({ group, version, kind }: KindName): string {
  const prefix = group === "" ? [] : [group.split(".")[0] ?? ""];
  return `${[kind, ...prefix, version].join("-").toLowerCase()}.json`;
}

/**
 * The schema of a whole object. Only here apiVersion and kind are demanded: the same definition also describes
 * objects inside others (a StatefulSet's volumeClaimTemplates), where they are usually left out.
 */
export function kindSchema(name: KindName, definition: string): JsonSchema {
  const apiVersion = name.group === "" ? name.version : `${name.group}/${name.version}`;
  return {
    allOf: [
      { $ref: `_definitions.json#/definitions/${definition}` },
      {
        required: ["apiVersion", "kind", "metadata"],
        properties: { apiVersion: { enum: [apiVersion] }, kind: { enum: [name.kind] } },
      },
    ],
  };
}
