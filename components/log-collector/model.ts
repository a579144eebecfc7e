/** A relabelling rule, as Prometheus and both collectors understand it. */
export interface Relabel {
  readonly action: "replace" | "drop";
  readonly from?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly to?: string;
  readonly replacement?: string;
}

/** What happens to a line, in order. Regular expressions are RE2, templates Go's. */
export type Stage =
  /** Timestamp, stream and partial lines of containerd and CRI-O. */
  | { readonly kind: "cri" }
  /** Takes terminal colours out, which some programs write also where no terminal is. */
  | { readonly kind: "decolorize" }
  | { readonly kind: "regex"; readonly expression: string; readonly source?: string }
  | { readonly kind: "template"; readonly source: string; readonly template: string }
  | {
      readonly kind: "drop";
      readonly source: string;
      readonly expression: string;
      readonly reason: string;
    }
  /** Extracted values that become labels. */
  | { readonly kind: "labels"; readonly names: readonly string[] }
  /** Extracted values or labels that become structured metadata, and are labels no more. */
  | { readonly kind: "structuredMetadata"; readonly names: readonly string[] }
  | { readonly kind: "dropLabels"; readonly names: readonly string[] };

/** One set of files and what happens to their lines. */
export interface Source {
  /** Unique; letters, digits and "-". */
  readonly name: string;
  /** Kubernetes objects of the collector's own node whose labels the rules start from. */
  readonly role: "pod" | "node";
  readonly relabel: readonly Relabel[];
  readonly stages: readonly Stage[];
}

/** What is collected and where it goes, the same for both collectors. */
export interface Pipeline {
  readonly pushUrl: string;
  /** On every line. */
  readonly labels: Readonly<Record<string, string>>;
  readonly sources: readonly Source[];
  readonly retry: Retry;
}

/** How long a line waits for Loki. Waits double from `minPeriod` to `maxPeriod`. */
export interface Retry {
  readonly minPeriod: string;
  readonly maxPeriod: string;
  readonly retries: number;
}
