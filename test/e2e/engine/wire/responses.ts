import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { InitializationFailed, type ChangeKind, type Difference, type Failure } from "./contract";
import { toStruct } from "./values";

const { Kind } = provider.PropertyDiff;

const kinds = {
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
} satisfies Record<ChangeKind, provider.PropertyDiff.Kind>;

export function diffResponse(difference: Difference): provider.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  const response = new provider.DiffResponse();
  response.setChanges(difference.changes.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(difference.deleteBeforeReplace ?? false);
  for (const [path, kind] of difference.changes) {
    const property = new provider.PropertyDiff();
    property.setKind(kinds[kind]);
    property.setInputdiff(kind.startsWith("delete"));
    response.getDetaileddiffMap().set(path, property);
    response.addDiffs(path);
    if (kind.endsWith("-replace")) {
      response.addReplaces(path);
    }
  }
  return response;
}

export function setFailures(response: provider.CheckResponse, failures: readonly Failure[]): void {
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new provider.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
}

/**
 * The gRPC status of a failed call. For {@link InitializationFailed} the details say that the object exists all the same;
 * `grpc-status-details-bin` is where Go's gRPC looks for them.
 */
export function errorStatus(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof InitializationFailed) {
    const detail = new provider.ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(toStruct(error.state));
    detail.setReasonsList([message]);
    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const wire = new status.Status();
    wire.setCode(grpc.status.UNKNOWN);
    wire.setMessage(message);
    wire.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(wire.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
