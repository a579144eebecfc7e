import * as providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import { createHandlers } from "./handlers";
import type { StandIn } from "./contract";
import type { Gate, OnAsked } from "./gate";
import { listen } from "./unary";

/**
 * Serves a stand-in on a loopback port, for `PULUMI_DEBUG_PROVIDERS=<name>:<port>`.
 *
 * This is the SDK's own protocol definition with handlers of ours: the SDK's `provider.main()` never hands the provider its
 * configuration and does not tell a preview from an update, and without these there is no kubeconfig and no dry run.
 * @see https://github.com/pulumi/pulumi/blob/v3.258.0/sdk/nodejs/provider/server.ts
 */
export async function serve(standIn: StandIn, gate: Gate, onAsked: OnAsked): Promise<number> {
  const { port } = await listen(providerGrpc.ResourceProviderService, createHandlers(standIn, gate, onAsked));
  return port;
}
