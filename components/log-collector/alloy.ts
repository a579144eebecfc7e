import {
  attribute,
  block,
  expression,
  identifier,
  printAlloy,
  type Attribute,
  type Block,
} from "./alloy-syntax";
import type { Pipeline, Relabel, Source, Stage } from "./model";

/** config.alloy: the same pipeline as Promtail's, stage for stage. */
export function alloyConfig(pipeline: Pipeline): string {
  return printAlloy([
    block("logging", [attribute("level", "info"), attribute("format", "logfmt")]),
    ...pipeline.sources.flatMap(sourceBlocks),
    writeBlock(pipeline),
  ]);
}

/** discovery -> relabel -> file_match -> file -> process, each fed by the one before. */
function sourceBlocks({ name, role, relabel, stages }: Source): Block[] {
  const label = identifier(name);
  const field = role === "pod" ? "spec.nodeName=" : "metadata.name=";
  return [
    block(
      "discovery.kubernetes",
      [
        attribute("role", role),
        // The API server sends the objects of this node only.
        block("selectors", [
          attribute("role", role),
          attribute("field", expression(`"${field}" + sys.env("HOSTNAME")`)),
        ]),
      ],
      label,
    ),
    block(
      "discovery.relabel",
      [
        attribute("targets", expression(`discovery.kubernetes.${label}.targets`)),
        ...relabel.map((rule) => block("rule", ruleAttributes(rule))),
      ],
      label,
    ),
    block(
      "local.file_match",
      [attribute("path_targets", expression(`discovery.relabel.${label}.output`))],
      label,
    ),
    block(
      "loki.source.file",
      [
        attribute("targets", expression(`local.file_match.${label}.targets`)),
        attribute("forward_to", [expression(`loki.process.${label}.receiver`)]),
      ],
      label,
    ),
    block(
      "loki.process",
      [attribute("forward_to", [expression("loki.write.default.receiver")]), ...stages.map(stageBlock)],
      label,
    ),
  ];
}

function writeBlock({ pushUrl, labels, retry }: Pipeline): Block {
  return block(
    "loki.write",
    [
      attribute("external_labels", labels),
      block("endpoint", [
        attribute("url", pushUrl),
        attribute("min_backoff_period", retry.minPeriod),
        attribute("max_backoff_period", retry.maxPeriod),
        attribute("max_backoff_retries", retry.retries),
      ]),
    ],
    "default",
  );
}

function ruleAttributes({ action, from, separator, regex, to, replacement }: Relabel): Attribute[] {
  return [
    attribute("action", action),
    ...(from === undefined ? [] : [attribute("source_labels", from)]),
    ...(separator === undefined ? [] : [attribute("separator", separator)]),
    ...(regex === undefined ? [] : [attribute("regex", regex)]),
    ...(to === undefined ? [] : [attribute("target_label", to)]),
    ...(replacement === undefined ? [] : [attribute("replacement", replacement)]),
  ];
}

function stageBlock(stage: Stage): Block {
  switch (stage.kind) {
    case "cri":
      return block("stage.cri", []);
    case "decolorize":
      return block("stage.decolorize", []);
    case "regex":
      return block("stage.regex", [
        attribute("expression", stage.expression),
        ...(stage.source === undefined ? [] : [attribute("source", stage.source)]),
      ]);
    case "template":
      return block("stage.template", [
        attribute("source", stage.source),
        attribute("template", stage.template),
      ]);
    case "drop":
      return block("stage.drop", [
        attribute("source", stage.source),
        attribute("expression", stage.expression),
        attribute("drop_counter_reason", stage.reason),
      ]);
    case "labels":
      return block("stage.labels", [attribute("values", itself(stage.names))]);
    case "structuredMetadata":
      return block("stage.structured_metadata", [attribute("values", itself(stage.names))]);
    case "dropLabels":
      return block("stage.label_drop", [attribute("values", stage.names)]);
  }
}

function itself(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}
