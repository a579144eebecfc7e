import { isLoki } from "../../../catalogue/check/sites";
import type { Plan } from "../../../systems/plan";

/** A template variable of a dashboard. */
export interface TemplateVariable {
  /** Its uid, or the user's file, as the sites of its queries name it. */
  readonly dashboard: string;
  readonly name: string;
  readonly language: "promql" | "logql";
  /** `label_values(...)`, or the label for Loki. Undefined for what asks nobody. */
  readonly query: string | undefined;
  /** What Grafana puts in where the reader chose nothing. */
  readonly value: string;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query?: string | { readonly query?: string; readonly label?: string };
  readonly definition?: string;
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly current?: { readonly value?: string | readonly string[] };
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

/** Every variable of every dashboard, but for those that choose the data source. */
export function templateVariables({ dashboards }: Plan): readonly TemplateVariable[] {
  return dashboards.flatMap(({ uid, file = uid, json }) => {
    const { templating } = JSON.parse(json) as { templating?: { list?: readonly Variable[] } };
    return (templating?.list ?? []).filter(({ type }) => type !== "datasource").map((one) => read(file, one));
  });
}

function read(
  dashboard: string,
  { name, type, query, definition, allValue, current, datasource }: Variable,
): TemplateVariable {
  const chosen = typeof current?.value === "string" ? current.value : current?.value?.[0];
  const value =
    chosen === "$__all" || (type === "query" && (chosen ?? "") === "") ? (allValue ?? ".+") : (chosen ?? "");
  const language = isLoki(datasource) ? "logql" : "promql";
  if (type !== "query") return { dashboard, name, language, query: undefined, value };
  const asked = typeof query === "string" ? query : language === "logql" ? query?.label : query?.query;
  return { dashboard, name, language, query: asked ?? definition, value };
}
