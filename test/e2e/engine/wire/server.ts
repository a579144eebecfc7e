import * as grpc from "@grpc/grpc-js";
import * as providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import { createHandlers } from "./handlers";
import type { StandIn } from "./contract";
import type { Gate } from "./gate";

const unlimited = 1 << 30;

/**
 * Serves a stand-in on a loopback port of the system's choice, for `PULUMI_DEBUG_PROVIDERS=<name>:<port>`.
 *
 * This is the SDK's own protocol definition with handlers of ours: the SDK's `provider.main()` never hands the provider its
 * configuration and does not tell a preview from an update, and without these there is no kubeconfig and no dry run.
 * @see https://github.com/pulumi/pulumi/blob/v3.258.0/sdk/nodejs/provider/server.ts
 */
export async function serve(standIn: StandIn, gate: Gate): Promise<number> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": unlimited,
    "grpc.max_send_message_length": unlimited,
  });
  server.addService(providerGrpc.ResourceProviderService, createHandlers(standIn, gate));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) {
        reject(error);
      } else {
        resolve(port);
      }
    });
  });
}
