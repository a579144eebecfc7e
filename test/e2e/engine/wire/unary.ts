import * as grpc from "@grpc/grpc-js";
import { errorStatus } from "./responses";

/** Wraps a function as a unary gRPC handler that reports errors the way the engine reads them. */
export function unary<Request, Response>(
  run: (request: Request, peer: string) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answer = async (): Promise<void> => {
      try {
        callback(null, await run(call.request, call.getPeer()));
      } catch (error) {
        callback(errorStatus(error));
      }
    };
    void answer();
  };
}

const unlimited = 1 << 30;

/** Serves one gRPC service on a loopback port of the system's choice. */
export async function listen(
  definition: grpc.ServiceDefinition,
  handlers: grpc.UntypedServiceImplementation,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": unlimited,
    "grpc.max_send_message_length": unlimited,
  });
  server.addService(definition, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) {
        reject(error);
      } else {
        resolve(bound);
      }
    });
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
    },
  };
}
