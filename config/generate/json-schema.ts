import { PROJECT } from "../project";
import { stackFile } from "../schema";
import { z } from "../schema/zod";

/** The parts of a JSON Schema that are written or read here. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** Schema of our own keys, without the prefix; draft 7, which every editor's YAML support understands. */
export function settingsSchema(): JsonSchema {
  return z.toJSONSchema(stackFile, { io: "input", target: "draft-7" }) as JsonSchema;
}

const SEALED: JsonSchema = {
  type: "object",
  description: "An encrypted value, written by pulumi config set --secret.",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

const SECRETS: JsonSchema = {
  type: "object",
  description: `Encrypted values: pulumi config set --secret --path '${PROJECT}:secrets.<name>'`,
  additionalProperties: SEALED,
};

/** Schema of a whole `Pulumi.<stack>.yaml`, for editors. */
export function stackFileSchema(): JsonSchema & Readonly<Record<string, unknown>> {
  const { properties = {}, required = [], definitions = {} } = settingsSchema();
  const own = Object.entries({ ...properties, secrets: SECRETS }).map(([key, schema]) => [
    prefixed(key),
    schema,
  ]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Vigie stack file",
    type: "object",
    required: ["config"],
    additionalProperties: false,
    properties: {
      secretsprovider: { type: "string", description: "Pulumi's secrets provider of this stack." },
      encryptedkey: { type: "string", description: "Written by Pulumi." },
      encryptionsalt: { type: "string", description: "Written by Pulumi." },
      environment: { description: "Pulumi ESC environments to import." },
      config: {
        type: "object",
        required: required.map(prefixed),
        properties: Object.fromEntries(own) as Record<string, JsonSchema>,
        patternProperties: { [`^(?!${PROJECT}:|kubernetes:|cloudflare:)[^:]+:`]: {} },
        additionalProperties: false,
      },
    },
    definitions,
  };
}

function prefixed(key: string): string {
  return `${PROJECT}:${key}`;
}
