import {
  bare,
  type Aggregation,
  type Binary,
  type Call,
  type Expr,
  type Named,
  type Selector,
} from "../promql/ast";

/** Labels that the series of an expression can have. Undefined: any, since nobody knows. */
export type Labels = ReadonlySet<string> | undefined;

export type LabelsOf = (selector: Selector) => Labels;

/** Which labels the result of an expression can have. */
export function labelsOf(expr: Expr, selected: LabelsOf): Labels {
  switch (expr.kind) {
    case "selector":
      return selected(expr);
    case "number":
    case "string":
      return new Set();
    case "range":
    case "shifted":
    case "parenthesis":
    case "unary":
      return labelsOf(expr.of, selected);
    case "aggregation":
      return ofAggregation(expr, selected);
    case "call":
      return ofCall(expr, selected);
    case "binary":
      return ofBinary(expr, selected);
  }
}

function ofAggregation({ operator, grouping, args }: Aggregation, selected: LabelsOf): Labels {
  const of = args.at(-1);
  const inner = of === undefined ? undefined : labelsOf(of, selected);
  // These choose series, and leave each as it is.
  if (["topk", "bottomk", "limitk", "limit_ratio"].includes(operator)) return inner;
  const extra = operator === "count_values" && args[0]?.kind === "string" ? [args[0].text.slice(1, -1)] : [];
  const names = new Set(grouping?.labels.map(({ name }) => name) ?? []);
  if (grouping?.without === true)
    return inner === undefined
      ? undefined
      : new Set([...inner].filter((label) => !names.has(label)).concat(extra));
  return new Set([...names, ...extra]);
}

function ofCall({ name, args }: Call, selected: LabelsOf): Labels {
  switch (name) {
    case "vector":
    case "scalar":
    case "time":
      return new Set();
    case "label_replace":
    case "label_join": {
      const [of, label] = args;
      const inner = of === undefined ? undefined : labelsOf(of, selected);
      return inner === undefined || label?.kind !== "string"
        ? undefined
        : new Set([...inner, label.text.slice(1, -1)]);
    }
    case "absent":
    case "absent_over_time":
      return undefined;
    case "histogram_quantile": {
      const inner = args[1] === undefined ? undefined : labelsOf(args[1], selected);
      return inner === undefined ? undefined : new Set([...inner].filter((label) => label !== "le"));
    }
    default: {
      const of = args.find((arg) => arg.kind !== "number" && arg.kind !== "string");
      return of === undefined ? new Set() : labelsOf(of, selected);
    }
  }
}

function ofBinary({ operator, left, right, matching }: Binary, selected: LabelsOf): Labels {
  const [ours, theirs] = [labelsOf(left, selected), labelsOf(right, selected)];
  if (ours === undefined || theirs === undefined) return undefined;
  if (operator.text === "or") return new Set([...ours, ...theirs]);
  if (operator.text === "and" || operator.text === "unless") return ours;
  if (isScalar(left)) return theirs;
  if (isScalar(right) || matching === undefined) return ours;
  const taken = names(matching.group?.labels ?? []);
  if (matching.group !== undefined)
    return new Set([...(matching.group.side === "left" ? ours : theirs), ...taken]);
  const on = new Set(names(matching.labels));
  return new Set([...ours].filter((label) => on.has(label) !== matching.ignoring));
}

export function isScalar(expr: Expr): boolean {
  const core = bare(expr);
  if (core.kind === "number") return true;
  if (core.kind === "binary") return isScalar(core.left) && isScalar(core.right);
  return core.kind === "call" && (core.name === "scalar" || core.name === "time");
}

export function names(labels: readonly Named[]): readonly string[] {
  return labels.map(({ name }) => name);
}
