import type { JsonObject } from "./values";

/** How one property changes; the `-replace` forms say that the object cannot keep its identity. */
export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface Difference {
  /** Property path to kind of change; empty means no change. */
  readonly changes: ReadonlyMap<string, ChangeKind>;
  /** The old object has to go first, since both would have the same name. */
  readonly deleteBeforeReplace?: boolean;
}

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What every resource call carries. */
export interface ResourceCall {
  readonly urn: string;
  /** The type token, for example `kubernetes:core/v1:ConfigMap`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
}

export interface CheckCall extends ResourceCall {
  /** Inputs of the previous run; empty on the first run and for the new half of a replacement. */
  readonly olds: JsonObject;
  readonly news: JsonObject;
  /** The engine's source of randomness for generated names. */
  readonly seed: Uint8Array;
}

export interface DiffCall extends ResourceCall {
  readonly id: string;
  /** The state as the last operation left it. */
  readonly olds: JsonObject;
  readonly oldInputs: JsonObject;
  readonly news: JsonObject;
  readonly ignoreChanges: readonly string[];
}

export interface CreateCall extends ResourceCall {
  readonly inputs: JsonObject;
  readonly preview: boolean;
  /** Seconds; 0 means the provider's own default. */
  readonly timeout: number;
}

export interface UpdateCall extends DiffCall {
  readonly preview: boolean;
  /** Seconds; 0 means the provider's own default. */
  readonly timeout: number;
}

export interface ReadCall extends ResourceCall {
  readonly id: string;
  readonly state: JsonObject;
  readonly inputs: JsonObject;
}

export interface DeleteCall extends ResourceCall {
  readonly id: string;
  readonly state: JsonObject;
  /** Seconds; 0 means the provider's own default. */
  readonly timeout: number;
}

export interface Created {
  readonly id: string;
  readonly state: JsonObject;
}

/** One configured provider: what the engine has between `Configure` and the end of the operation. */
export interface Session {
  check(call: CheckCall): Promise<{ readonly inputs: JsonObject; readonly failures?: readonly Failure[] }>;
  diff(call: DiffCall): Promise<Difference>;
  create(call: CreateCall): Promise<Created>;
  /** `undefined` when the object is gone. */
  read(call: ReadCall): Promise<{ readonly state: JsonObject; readonly inputs: JsonObject } | undefined>;
  update(call: UpdateCall): Promise<JsonObject>;
  delete(call: DeleteCall): Promise<void>;
  invoke(token: string, args: JsonObject): Promise<JsonObject>;
}

/** A provider that stands in for a plugin which cannot be had from a package registry. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  /**
   * Whether the plugin tells secrets apart itself. Where it does not, the engine takes them out of what it sends and marks
   * what comes back under the same names.
   */
  readonly acceptsSecrets: boolean;
  /** @default every configuration is accepted */
  readonly checkConfig?: (news: JsonObject) => readonly Failure[];
  /** @default no configuration change matters */
  readonly diffConfig?: (olds: JsonObject, news: JsonObject) => Difference;
  open(config: JsonObject): Promise<Session>;
}

/** The object exists, but did not become what it should: the engine records it as created and failed. */
export class InitializationFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly state: JsonObject,
  ) {
    super(message);
  }
}
