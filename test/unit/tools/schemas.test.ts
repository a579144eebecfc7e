import { describe, expect, test } from "@jest/globals";
import { schemaFiles } from "../../tools/schema-files";
import { kindFile, strictSchema, type OpenApiSchema } from "../../tools/schema-rules";

describe("a strict schema", () => {
  test("refuses unknown fields where the fields are known, and only there", () => {
    const properties = { a: { type: "string" } };
    expect(strictSchema({ type: "object", properties })).toMatchObject({ additionalProperties: false });
    expect(strictSchema({ type: "object" })).toEqual({ type: "object" });
    expect(
      strictSchema({ type: "object", properties, "x-kubernetes-preserve-unknown-fields": true }),
    ).not.toHaveProperty("additionalProperties");
    expect(strictSchema({ type: "object", additionalProperties: { type: "string" } })).toEqual({
      type: "object",
      additionalProperties: { type: "string" },
    });
  });

  test("lets an optional field be null, and a required one not", () => {
    const schema = strictSchema({
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, size: { $ref: "#/definitions/Size" } },
    });
    expect(schema).toEqual({
      type: "object",
      required: ["name"],
      properties: {
        name: { type: "string" },
        size: { anyOf: [{ $ref: "#/definitions/Size" }, { type: "null" }] },
      },
      additionalProperties: false,
    });
  });

  test("of a patch demands no field", () => {
    const schema = strictSchema(
      { type: "object", required: ["name"], properties: { name: { type: "string" } } },
      "partial",
    );
    expect(schema).toEqual({
      type: "object",
      properties: { name: { anyOf: [{ type: "string" }, { type: "null" }] } },
      additionalProperties: false,
    });
  });

  test("takes a number or a text where Kubernetes does, and drops what validators read differently", () => {
    expect(strictSchema({ type: "string", format: "int-or-string" })).toEqual({
      type: ["string", "integer"],
    });
    expect(strictSchema({ "x-kubernetes-int-or-string": true })).toEqual({ type: ["string", "integer"] });
    expect(strictSchema({ type: "integer", format: "int32" })).toEqual({ type: "integer" });
  });
});

describe("the schema files", () => {
  const gvk = (group: string, version: string, kind: string): OpenApiSchema => ({
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  });
  const files = schemaFiles(
    {
      definitions: {
        "io.k8s.api.apps.v1.Thing": {
          type: "object",
          properties: { kind: { type: "string" } },
          ...gvk("apps", "v1", "Thing"),
        },
        "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
        "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {
          type: "object",
          properties: { name: { type: "string" } },
        },
      },
    },
    [
      {
        spec: {
          group: "traefik.io",
          names: { kind: "Middleware" },
          versions: [
            {
              name: "v1alpha1",
              served: true,
              schema: { openAPIV3Schema: { type: "object", properties: { metadata: { type: "object" } } } },
            },
            { name: "v0", served: false, schema: { openAPIV3Schema: { type: "object" } } },
          ],
        },
      },
    ],
  );

  test("are named as kubeconform asks for them", () => {
    expect(Object.keys(files).sort()).toEqual([
      "_definitions.json",
      "middleware-traefik-v1alpha1.json",
      "thing-apps-v1.json",
    ]);
    expect(kindFile({ group: "", version: "v1", kind: "ConfigMap" })).toBe("configmap-v1.json");
    expect(kindFile({ group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy" })).toBe(
      "networkpolicy-networking-v1.json",
    );
  });

  test("demand kind and apiVersion of a whole object, not of one inside another", () => {
    expect(files["thing-apps-v1.json"]).toMatchObject({
      allOf: [
        { $ref: "_definitions.json#/definitions/io.k8s.api.apps.v1.Thing" },
        { required: ["apiVersion", "kind", "metadata"], properties: { apiVersion: { enum: ["apps/v1"] } } },
      ],
    });
    expect(files["_definitions.json"]).not.toHaveProperty([
      "definitions",
      "io.k8s.api.apps.v1.Thing",
      "required",
    ]);
  });

  test("check the metadata of custom resources, and take numbers as quantities", () => {
    expect(files["_definitions.json"]).toHaveProperty(
      ["definitions", "traefik.io.v1alpha1.Middleware", "properties", "metadata", "anyOf", "0", "$ref"],
      "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
    );
    expect(files["_definitions.json"]).toHaveProperty(
      ["definitions", "io.k8s.apimachinery.pkg.api.resource.Quantity", "type"],
      ["string", "number"],
    );
  });
});
