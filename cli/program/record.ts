import * as pulumi from "@pulumi/pulumi";
import { resultOf, stateOf } from "./answers";

/** One resource as the program registered it, before any engine or provider saw it. */
export interface Recorded {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** Types from the outermost component down to this resource, without the stack's own. */
  readonly typeChain: readonly string[];
  /** `<urn>::<id>` of the explicit provider; empty when the program named none. */
  readonly provider: string;
  readonly custom: boolean;
  readonly protect: boolean;
  readonly deleteBeforeReplace: boolean;
  /** Property paths whose changes are not sent. */
  readonly ignoreChanges: readonly string[];
  /** Types under which the resource may stand in an older state. */
  readonly formerTypes: readonly string[];
  /** URNs named in `dependsOn` or reached through inputs. */
  readonly dependencies: readonly string[];
  /** As sent to the engine: secrets in envelopes. `unwrapped` and `redacted` open them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** With the computed fields: what other resources were given. */
  readonly state: Readonly<Record<string, unknown>>;
}

export interface Recording<Outputs> {
  /** Sorted by URN, so that two recordings of one program are equal. */
  readonly resources: readonly Recorded[];
  readonly outputs: Outputs;
}

export interface RecordOptions {
  /** Default: `vigie`. */
  readonly project?: string;
  /** Default: `test`. */
  readonly stack?: string;
  /** Default: false. In a preview, computed fields are unknown and `apply` on them does not run. */
  readonly preview?: boolean;
}

/** The part of the engine's registration request that the SDK's mocks do not pass on. */
interface Request {
  getParent(): string;
  getProtect(): boolean;
  getDeletebeforereplace(): boolean;
  getDependenciesList(): readonly string[];
  getIgnorechangesList(): readonly string[];
  getAliasesList(): readonly Alias[];
}

interface Alias {
  getSpec(): { getType(): string } | undefined;
}

type Register = (
  request: Request & MockRequest,
  callback: (error: unknown, response: Response) => void,
) => unknown;
interface MockRequest {
  getType(): string;
  getName(): string;
}
interface Response {
  getUrn(): string;
}

const ROOT = "pulumi:pulumi:Stack";

type Seen = Pick<Recorded, "type" | "name" | "provider" | "custom" | "inputs" | "state">;

/**
 * How much of a stack is kept while the program runs: the SDK takes one for every promise, thousands of them. An error still
 * names the line that threw it.
 */
const FRAMES = 2;

/**
 * Runs a Pulumi program on the SDK's own runtime with a monitor that records what is registered and answers as the
 * providers would: the very program that `pulumi up` runs, without engine, cluster or network.
 * Errors of the program, also those thrown inside an `apply`, reject.
 */
export async function record<Outputs>(
  program: () => Outputs | Promise<Outputs>,
  options: RecordOptions = {},
): Promise<Recording<Outputs>> {
  const { project = "vigie", stack = "test", preview = false } = options;
  const seen = new Map<string, Seen>();
  const resources: Recorded[] = [];
  const failures: unknown[] = [];
  const fail = (reason: unknown): void => void failures.push(reason);
  await pulumi.runtime.setMocks(mocksInto(seen, preview, fail), project, stack, preview);
  completeRecords(seen, resources);

  process.on("unhandledRejection", fail);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  try {
    let outputs: Outputs | undefined;
    await pulumi.runtime.runInPulumiStack(async () => {
      try {
        outputs = await program();
      } catch (error) {
        fail(error);
      }
      return {};
    });
    await settled();
    if (failures.length > 0) throw failures[0];
    return { resources: resources.sort((a, b) => (a.urn < b.urn ? -1 : 1)), outputs: outputs as Outputs };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.off("unhandledRejection", fail);
  }
}

/** Every registration that is under way, and the ones those cause. Marked internal in the SDK's types, exported in its code. */
async function settled(): Promise<void> {
  const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
  await runtime.waitForRPCs();
  // A rejection is reported one turn after the promise it comes from.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Failures are collected, not thrown: thrown in here they would surface as rejections that nobody can await. */
function mocksInto(
  seen: Map<string, Seen>,
  preview: boolean,
  fail: (reason: unknown) => void,
): pulumi.runtime.Mocks {
  return {
    newResource(args) {
      const { type, name, provider = "", custom = false } = args;
      const inputs = args.inputs as Record<string, unknown>;
      const state = custom ? orFail(() => stateOf(type, name, inputs, preview), fail) : inputs;
      seen.set(`${type}::${name}`, { type, name, provider, custom, inputs, state });
      return { id: custom && !preview ? `${name}-id` : undefined, state };
    },
    call: ({ token, inputs }) => orFail(() => resultOf(token, inputs as Record<string, unknown>), fail),
  };
}

function orFail(
  answer: () => Record<string, unknown>,
  fail: (reason: unknown) => void,
): Record<string, unknown> {
  try {
    return answer();
  } catch (error) {
    fail(error);
    return {};
  }
}

/** Mocks see neither URN, parent nor options: those are read from the request itself. */
function completeRecords(seen: ReadonlyMap<string, Seen>, into: Recorded[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      const key = `${request.getType()}::${request.getName()}`;
      const resource = seen.get(key);
      if (error === null && resource !== undefined)
        into.push(completed(resource, request, response.getUrn()));
      callback(error, response);
    });
}

function completed(resource: Seen, request: Request, urn: string): Recorded {
  return {
    ...resource,
    urn,
    parent: request.getParent(),
    typeChain: (urn.split("::")[2] ?? "").split("$").filter((type) => type !== ROOT),
    protect: request.getProtect(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: [...request.getIgnorechangesList()].sort(),
    formerTypes: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ""),
    dependencies: [...request.getDependenciesList()].sort(),
  };
}
