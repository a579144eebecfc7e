import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { diffResponse, setFailures } from "./responses";
import { unary } from "./unary";
import type { ResourceCall, Session, StandIn } from "./contract";
import type { Gate, OnAsked } from "./gate";
import { fromStruct, plain, stringAt, toStruct, type JsonObject } from "./values";

interface Named {
  getUrn(): string;
}

/** The parts of a URN that a provider needs: `urn:pulumi:<stack>::<project>::<parents$type>::<name>`. */
function resourceCall(request: Named): ResourceCall {
  const urn = request.getUrn();
  const parts = urn.split("::");
  const types = parts[2]?.split("$") ?? [];
  return { urn, type: types.at(-1) ?? "", name: parts.slice(3).join("::") };
}

/** The configuration that a provider instance was given, as plain values. */
function configuration(request: provider.ConfigureRequest): JsonObject {
  const entries = Object.entries(fromStruct(request.getArgs())).map(([key, value]) => [key, plain(value)]);
  return Object.fromEntries(entries) as JsonObject;
}

/** All calls of the provider protocol that the engine makes for ordinary resources and functions. */
export function createHandlers(
  standIn: StandIn,
  gate: Gate,
  onAsked: OnAsked,
): grpc.UntypedServiceImplementation {
  // Several instances of one provider share this port, and a call does not say whose it is: the connection does.
  const sessions = new Map<string, Session>();
  let asked = false;
  const session = (peer: string): Session => {
    const found = sessions.get(peer);
    if (found === undefined) {
      throw new Error(`the ${standIn.name} provider was called before it was configured`);
    }
    return found;
  };
  const changing = <T>(
    verb: string,
    call: ResourceCall,
    preview: boolean,
    run: () => Promise<T>,
  ): Promise<T> => (preview ? run() : gate.pass(`${verb} ${call.type} ${call.name}`, run));

  return {
    handshake: unary(() => {
      const response = new provider.ProviderHandshakeResponse();
      response.setAcceptSecrets(standIn.acceptsSecrets);
      return response;
    }),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => {
      const response = new plugin.PluginInfo();
      response.setVersion(standIn.version);
      return response;
    }),
    getSchema: unary(() => {
      const response = new provider.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: standIn.name, version: standIn.version }));
      return response;
    }),
    checkConfig: unary((request: provider.CheckRequest) => {
      const response = new provider.CheckResponse();
      response.setInputs(request.getNews());
      setFailures(response, standIn.checkConfig?.(fromStruct(request.getNews())) ?? []);
      return response;
    }),
    diffConfig: unary((request: provider.DiffRequest) =>
      diffResponse(
        standIn.diffConfig?.(fromStruct(request.getOlds()), fromStruct(request.getNews())) ?? {
          changes: new Map(),
        },
      ),
    ),
    configure: unary(async (request: provider.ConfigureRequest, peer) => {
      sessions.set(peer, await standIn.open(configuration(request)));
      asked = false;
      const response = new provider.ConfigureResponse();
      response.setAcceptsecrets(standIn.acceptsSecrets);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(async (request: provider.CheckRequest, peer) => {
      if (!asked) {
        asked = true;
        onAsked(Date.now());
      }
      const result = await session(peer).check({
        ...resourceCall(request),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        seed: request.getRandomseed() as Uint8Array,
      });
      const response = new provider.CheckResponse();
      response.setInputs(toStruct(result.inputs));
      setFailures(response, result.failures ?? []);
      return response;
    }),
    diff: unary(async (request: provider.DiffRequest, peer) =>
      diffResponse(
        await session(peer).diff({
          ...resourceCall(request),
          id: request.getId(),
          olds: fromStruct(request.getOlds()),
          oldInputs: fromStruct(request.getOldInputs()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary(async (request: provider.CreateRequest, peer) => {
      const call = resourceCall(request);
      const preview = request.getPreview();
      const inputs = fromStruct(request.getProperties());
      const created = await changing("create", call, preview, () =>
        session(peer).create({ ...call, inputs, preview, timeout: request.getTimeout() }),
      );
      const response = new provider.CreateResponse();
      response.setId(created.id);
      response.setProperties(toStruct(created.state));
      return response;
    }),
    read: unary(async (request: provider.ReadRequest, peer) => {
      const found = await session(peer).read({
        ...resourceCall(request),
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
      });
      const response = new provider.ReadResponse();
      if (found !== undefined) {
        response.setId(request.getId());
        response.setProperties(toStruct(found.state));
        response.setInputs(toStruct(found.inputs));
      }
      return response;
    }),
    update: unary(async (request: provider.UpdateRequest, peer) => {
      const call = resourceCall(request);
      const preview = request.getPreview();
      const state = await changing("update", call, preview, () =>
        session(peer).update({
          ...call,
          id: request.getId(),
          olds: fromStruct(request.getOlds()),
          oldInputs: fromStruct(request.getOldInputs()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
          preview,
          timeout: request.getTimeout(),
        }),
      );
      const response = new provider.UpdateResponse();
      response.setProperties(toStruct(state));
      return response;
    }),
    delete: unary(async (request: provider.DeleteRequest, peer) => {
      const call = resourceCall(request);
      const state = fromStruct(request.getProperties());
      await changing("delete", call, false, () =>
        session(peer).delete({ ...call, id: request.getId(), state, timeout: request.getTimeout() }),
      );
      return new Empty();
    }),
    invoke: unary(async (request: provider.InvokeRequest, peer) => {
      const result = await session(peer).invoke(stringAt(request.getTok()), fromStruct(request.getArgs()));
      const response = new provider.InvokeResponse();
      response.setReturn(toStruct(result));
      return response;
    }),
  };
}
