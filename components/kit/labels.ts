/** Kubernetes recommended labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export interface LabelArgs {
  /** Name of the program that runs: `prometheus`, `node-exporter`. */
  readonly app: string;
  /** Its part in the whole: `metrics`, `logs`, `alerting`, `dashboards`, `access`. */
  readonly component?: string | undefined;
  /** Extra labels from the stack file. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

const INSTANCE = "vigie";

/** Labels of every object of one app. */
export function labels({ app, component, extra }: LabelArgs): Record<string, string> {
  return {
    ...extra,
    "app.kubernetes.io/name": app,
    "app.kubernetes.io/instance": INSTANCE,
    ...(component === undefined ? {} : { "app.kubernetes.io/component": component }),
    "app.kubernetes.io/part-of": "vigie",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** The one label that selects the pods of an app within the stack's own namespaces. Immutable: never change it. */
export function selector(app: string): Record<string, string> {
  return { "app.kubernetes.io/name": app };
}
