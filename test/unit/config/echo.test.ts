import { describe, expect, it } from "@jest/globals";
import { mayHoldSecret, shown } from "../../../config/echo";
import { settingsSchema, type JsonSchema } from "../../../config/generate/json-schema";
import { load } from "../../../config/load";
import { StackFileError } from "../../../config/problem";
import { emptyRaw } from "../../../config/raw";
import { readStackText } from "../../../config/read/stack-file";

type Step = string | number;
/** A place that takes a scalar, and what must stand around it so that its form is the one that is meant. */
interface Place {
  readonly path: readonly Step[];
  readonly around: readonly (readonly [readonly Step[], unknown])[];
}

const { definitions = {}, ...ROOT } = settingsSchema();

/** Types that stand at every workload; once is enough. */
const COMMON: ReadonlySet<string> = new Set(["Resources", "Toleration"]);
const seen = new Set<string>();

/** Every scalar of the schema. */
function places(schema: JsonSchema, path: readonly Step[] = [], around: Place["around"] = []): Place[] {
  const { $ref, properties, items, additionalProperties, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) {
    const name = $ref.replace(/^.*\//, "");
    if (COMMON.has(name) && seen.has(name)) return [];
    seen.add(name);
    return places(definitions[name] ?? {}, path, around);
  }
  const forms = anyOf ?? oneOf ?? allOf;
  if (forms !== undefined) return forms.flatMap((form) => places(form, path, around));
  if (properties !== undefined) {
    const fixed = Object.entries(properties).flatMap(([key, { const: value }]) =>
      value === undefined ? [] : [[[...path, key], value] as const],
    );
    return Object.entries(properties).flatMap(([key, child]) =>
      places(child, [...path, key], [...around, ...fixed]),
    );
  }
  if (items !== undefined) return places(items, [...path, 0], around);
  if (typeof additionalProperties === "object") return places(additionalProperties, [...path, "x"], around);
  return [{ path, around }];
}

/** The first three of those that end alike: `image`, `namespace` and the like stand at every product. */
function distinct(all: readonly Place[]): Place[] {
  const counts = new Map<Step, number>();
  return all.filter(({ path }) => {
    const name = path.at(-1) ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return (counts.get(name) ?? 0) <= 3 || typeof name === "number";
  });
}

function put(root: Record<string, unknown>, path: readonly Step[], value: unknown): void {
  let current: Record<Step, unknown> = root;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const isThere = typeof current[step] === "object" && current[step] !== null;
    const next = isThere ? current[step] : typeof path[index + 1] === "number" ? [] : {};
    current[step] = next;
    current = next as Record<Step, unknown>;
  }
  current[path.at(-1) ?? ""] = value;
}

/** Everything that is said about a stack file, whether it is accepted or not. */
function said(values: Record<string, unknown>): string {
  const raw = { ...emptyRaw("vigie", "demo", "Pulumi.demo.yaml"), values };
  try {
    const { missing, warnings } = load(raw, { requireSecrets: true });
    return JSON.stringify({ missing, warnings });
  } catch (error) {
    if (error instanceof StackFileError) return error.message;
    throw error;
  }
}

const RANDOM = "q7Zt4f9Kx2Lm8Rw3";
const SHAPES: readonly (readonly [string, unknown])[] = [
  ["a login before an address", "writer:hunter2@db.pupin.fr:5432"],
  ["a database URL with a slash in the password", "postgres://writer:hunter2/x@db/orders"],
  ["a URL whose user is a token", "https://hunter2@sentry.io/1"],
  ["a URL with a token", "https://shop.pupin.fr/health?token=hunter2"],
  ["a webhook", "https://discord.com/api/webhooks/1/hunter2"],
  ["random text", RANDOM],
  ["a random number", 48_151_623_427_654],
  ["random text as a reference", { fromConfig: RANDOM }],
  ["a token as a reference", { fromConfig: "xoxb-hunter2" }],
  ["a number as a reference", { fromConfig: 48_151_623_427_654 }],
  ["random text as a misspelt reference", { fromConfg: RANDOM }],
  ["a webhook as a key", { "https://discord.com/api/webhooks/1/hunter2": null }],
  ["several lines", "first\nhunter2\n"],
];
const LEAK = /hunter2|q7Zt4f9Kx2Lm8Rw3/;
/** Places for numbers repeat the number: those of secrets are references, and say "a number". */
const NUMBER = "48151623427654";

describe("a secret pasted anywhere is not repeated", () => {
  const all = distinct(places(ROOT));

  it("in the whole schema", () => {
    expect(all.length).toBeGreaterThan(150);
    expect(all.map(({ path }) => path.join("."))).toContain("alerting.receivers.x.webhookUrl.fromConfig");
    expect(all.map(({ path }) => path.join("."))).toContain("apps.x.scrapes.0.target.static.0");
  });

  it.each(SHAPES)("%s", (_, value) => {
    const leaks = all.flatMap(({ path, around }) => {
      const values: Record<string, unknown> = {
        environment: "development",
        platform: "k3s",
        cluster: { name: "demo" },
      };
      for (const [at, fixed] of around) put(values, at, fixed);
      put(values, path, value);
      const isReference = path.at(-1) === "fromConfig";
      const text = said(values);
      return LEAK.test(text) || (isReference && text.includes(NUMBER)) ? [`${path.join(".")}: ${text}`] : [];
    });

    expect(leaks).toEqual([]);
  });
});

describe("a secret that YAML itself trips over", () => {
  const read = (line: string) =>
    JSON.stringify(
      readStackText({
        project: "vigie",
        stack: "demo",
        file: "f",
        text: `config:\n  vigie:grafana:\n    ${line}\n`,
      }).problems,
    );

  it.each([
    "adminPassword: *hunter2",
    "adminPassword: @hunter2",
    "adminPassword: `hunter2",
    "adminPassword: %hunter2",
    'adminPassword: "hunter2',
    "adminPassword: 'hunter2' hunter2",
    "adminPassword: a: hunter2",
    "adminPassword: [hunter2",
    "adminPassword: {hunter2",
    "adminPassword: |hunter2",
    'adminPassword: "\\hunter2"',
    "adminPassword: &hunter2",
    "*hunter2",
  ])("%s", (line) => {
    expect(read(line)).not.toContain("hunter2");
  });
});

describe("shown", () => {
  it.each([
    ["host", "grafana.pupin.fr"],
    ["image", "docker.io/grafana/grafana:13.2.3@sha256:0123456789abcdef"],
    ["channel", "#gauzian-alerts"],
    ["mention", "<@&12345678901234567>"],
    ["to", "Team <team@shop.io>"],
    ["service", "deployment-system-backend-v2"],
    ["retention", "30 days"],
    ["path", "/var/log/pods/*.log"],
    ["address", "51.159.99.160"],
    ["key", "app.kubernetes.io/name"],
  ])("%s %s in full, as it helps", (name, value) => {
    expect(mayHoldSecret(value)).toBe(false);
    expect(shown(name, value)).toBe(`"${value}"`);
  });

  it("hides a password behind a user's name, and whatever stands at a secret", () => {
    expect(shown("user", "admin:hunter2")).not.toContain("hunter2");
    expect(shown("password", 12345)).toBe("a number");
    expect(shown("bearerToken", "hunter")).not.toContain("hunter");
  });
});
