/** What looking for something came to. */
export type Look<T> =
  | { readonly state: "found"; readonly value: T }
  | { readonly state: "absent" }
  /** Not allowed to look, or the server failed: neither there nor absent. */
  | { readonly state: "unknown"; readonly reason: string };

/** What a cluster is and has, as far as a stack asks. Holds no value of any Secret. */
export interface Facts {
  /** As the server says it: `v1.33.4+k3s1`. */
  readonly version: string;
  /** Group versions that are served, such as `apps/v1`. */
  readonly apiVersions: readonly string[];
  /** Undefined where the stack does not need Traefik. */
  readonly traefik: TraefikFacts | undefined;
  readonly storageClasses: Look<readonly StorageClassFacts[]>;
  /** Claims that exist, as `namespace/name`. */
  readonly claims: readonly string[];
  /** By name. */
  readonly namespaces: Readonly<Record<string, Look<NamespaceFacts>>>;
  /** By `Kind namespace/name`. */
  readonly workloads: Readonly<Record<string, Look<true>>>;
  /** Key names, by `namespace/name`. */
  readonly secrets: Readonly<Record<string, Look<readonly string[]>>>;
  /** By name. */
  readonly priorityClasses: Readonly<Record<string, Look<true>>>;
}

export interface StorageClassFacts {
  readonly name: string;
  readonly isDefault: boolean;
  readonly expands: boolean;
}

export interface NamespaceFacts {
  readonly labels: Readonly<Record<string, string>>;
  /** On its way out. */
  readonly terminating: boolean;
}

export interface TraefikFacts {
  /** Plural names that `traefik.io/v1alpha1` serves; absent without the definitions. */
  readonly resources: Look<readonly string[]>;
  readonly service: Look<ServiceFacts>;
  /** Services that look like Traefik's, as `namespace/name`; looked for where `service` is absent. */
  readonly elsewhere: readonly string[];
  /** Those behind the Service; where it is absent or selects none, those with the stack file's labels. */
  readonly pods: Look<readonly TraefikPod[]>;
  /** By `namespace/name`. */
  readonly middlewares: Readonly<Record<string, Look<true>>>;
}

export interface ServiceFacts {
  readonly selector: Readonly<Record<string, string>>;
}

export interface TraefikPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its arguments and environment say of allowCrossNamespace; `unsaid` where a file may say it. */
  readonly crossNamespace: "allowed" | "refused" | "unsaid";
}
