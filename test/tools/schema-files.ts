import {
  kindFile,
  kindSchema,
  strictSchema,
  type Completeness,
  type JsonSchema,
  type KindName,
  type OpenApiSchema,
} from "./schema-rules";

/** `api/openapi-spec/swagger.json` of Kubernetes. */
export interface Swagger {
  readonly definitions: Readonly<Record<string, OpenApiSchema>>;
}

/** The part of a CustomResourceDefinition that says how its objects look. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
    }[];
  };
}

/** Shared by all kinds: every kind's file refers into this one. */
export const definitionsFile = "_definitions.json";

const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** Every schema file for kubeconform, by file name, from Kubernetes' own API description and custom resource definitions. */
export function schemaFiles(
  swagger: Swagger,
  customResources: readonly CustomResourceDefinition[],
  completeness: Completeness = "whole",
): Readonly<Record<string, JsonSchema>> {
  const files: Record<string, JsonSchema> = {};
  const definitions: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(swagger.definitions)) {
    definitions[name] = strictDefinition(name, schema, completeness);
    const kind = onlyKind(schema);
    if (kind) files[kindFile(kind)] = kindSchema(kind, name);
  }
  for (const { kind, schema } of customResources.flatMap(servedVersions)) {
    const name = [kind.group, kind.version, kind.kind].join(".");
    definitions[name] = strictSchema(withObjectMeta(schema), completeness);
    files[kindFile(kind)] = kindSchema(kind, name);
  }
  return { ...files, [definitionsFile]: { definitions } };
}

/** Quantities are written as numbers too (`cpu: 1`), which the description does not say. */
function strictDefinition(name: string, schema: OpenApiSchema, completeness: Completeness): JsonSchema {
  if (name === "io.k8s.apimachinery.pkg.api.resource.Quantity") return { type: ["string", "number"] };
  return strictSchema(schema, completeness);
}

/** A definition used for one kind is that kind's object; one used for many (DeleteOptions) is never applied. */
function onlyKind(schema: OpenApiSchema): KindName | undefined {
  const kinds = schema["x-kubernetes-group-version-kind"] ?? [];
  return kinds.length === 1 ? kinds[0] : undefined;
}

interface CustomKind {
  readonly kind: KindName;
  readonly schema: OpenApiSchema;
}

function servedVersions({ spec }: CustomResourceDefinition): readonly CustomKind[] {
  return spec.versions
    .filter((version) => version.served)
    .map((version) => ({
      kind: { group: spec.group, version: version.name, kind: spec.names.kind },
      schema: version.schema.openAPIV3Schema,
    }));
}

/** Definitions say only "an object" about metadata; the API server checks it all the same. */
function withObjectMeta(schema: OpenApiSchema): OpenApiSchema {
  return {
    ...schema,
    properties: { ...schema.properties, metadata: { $ref: `#/definitions/${objectMeta}` } },
  };
}
