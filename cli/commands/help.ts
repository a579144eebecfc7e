import { table } from "../text/table";

const COMMANDS: readonly (readonly [string, string])[] = [
  [
    "npm start",
    "deploy dev: to the current cluster, else to a new kind cluster; without either, render and check it",
  ],
  ["npm test", "every check that needs no cluster; arguments go to jest"],
  ["npm run test:e2e", "the proof on real parts; arguments choose files"],
  ["npm run render -- <stack> --out DIR", "every Kubernetes object as YAML, one file each, secrets redacted"],
  ["npm run check -- <stack>", "config, rules, queries, routes, dashboards, manifests: every finding"],
  [
    "npm run vigie -- doctor <stack>",
    "whether the cluster has what the stack expects, before the first up; only reads",
  ],
  ["npm run generate", "the editor's schema and the configuration reference, from the schema"],
  ["pulumi preview|up|destroy -s <stack>", "the ordinary Pulumi way"],
];

const OPTIONS: readonly (readonly [string, string])[] = [
  ["--config-file FILE", "render, check, doctor: this stack file instead of Pulumi.<stack>.yaml"],
  ["--show-secrets", "render: secret values as they are; encrypted ones show as where they come from"],
];

/** What can be run. */
export function help(): Promise<number> {
  console.log(
    [
      "Vigie: a monitoring stack for Kubernetes as one Pulumi program",
      "",
      table(COMMANDS),
      "",
      table(OPTIONS),
    ].join("\n"),
  );
  return Promise.resolve(0);
}
