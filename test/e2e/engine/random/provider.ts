import { randomBytes, randomUUID } from "node:crypto";
import { hashSync } from "bcryptjs";
import { randomText } from "./text";
import type { ChangeKind, Created, Session, StandIn } from "../wire/contract";
import { hasUnknown, plainObject, secret, type Json, type JsonObject } from "../wire/values";

/** bcrypt reads no more than this; the plugin cuts longer passwords too. */
const bcryptBytes = 72;

function bcryptOf(text: string): string {
  return hashSync(Buffer.from(text, "utf8").subarray(0, bcryptBytes).toString("utf8"), 10);
}

function bytesOf(inputs: JsonObject): Buffer {
  const length = inputs.byteLength;
  if (typeof length !== "number" || length < 1) {
    throw new Error("RandomId needs a byteLength of at least 1");
  }
  return randomBytes(length);
}

const makers: Readonly<Record<string, (inputs: JsonObject) => Created>> = {
  "random:index/randomPassword:RandomPassword": (inputs) => {
    const result = randomText(inputs);
    return { id: "none", state: { ...inputs, result: secret(result), bcryptHash: secret(bcryptOf(result)) } };
  },
  "random:index/randomString:RandomString": (inputs) => {
    const result = randomText(inputs);
    return { id: result, state: { ...inputs, result } };
  },
  "random:index/randomUuid:RandomUuid": (inputs) => {
    const result = randomUUID();
    return { id: result, state: { ...inputs, result } };
  },
  "random:index/randomId:RandomId": (inputs) => {
    const bytes = bytesOf(inputs);
    const [hex, b64Std, b64Url] = [
      bytes.toString("hex"),
      bytes.toString("base64"),
      bytes.toString("base64url"),
    ];
    return { id: b64Url, state: { ...inputs, hex, b64Std, b64Url, dec: BigInt(`0x${hex}`).toString() } };
  },
};

function makerOf(type: string): (inputs: JsonObject) => Created {
  const maker = makers[type];
  if (maker === undefined) {
    throw new Error(`the random stand-in has no ${type}; it has ${Object.keys(makers).join(", ")}`);
  }
  return maker;
}

/** Everything that is drawn once stays in the state; any changed input draws again. */
const session: Session = {
  check: ({ type, news }) => {
    makerOf(type);
    return Promise.resolve({ inputs: news });
  },
  diff: ({ oldInputs, news }) => {
    const text = (value: Json | undefined): string => JSON.stringify(value ?? null);
    const keys = new Set([...Object.keys(oldInputs), ...Object.keys(news)]);
    const changed = [...keys].filter((key) => text(oldInputs[key]) !== text(news[key]));
    return Promise.resolve({
      changes: new Map(changed.map((key): [string, ChangeKind] => [key, "update-replace"])),
    });
  },
  create: ({ type, inputs, preview }) => {
    // A preview knows what was asked for and not what will be drawn.
    if (preview || hasUnknown(inputs)) {
      return Promise.resolve({ id: "", state: inputs });
    }
    return Promise.resolve(makerOf(type)(plainObject(inputs)));
  },
  read: ({ state, inputs }) => Promise.resolve({ state, inputs }),
  update: ({ olds, news }) => Promise.resolve({ ...olds, ...news }),
  delete: () => Promise.resolve(),
  invoke: (token) => Promise.reject(new Error(`the random stand-in has no function ${token}`)),
};

/** Stands in for the pulumi-random plugin: passwords, strings, ids and UUIDs with stable state and real bcrypt hashes. */
export const random: StandIn = {
  name: "random",
  version: "4.21.2",
  // As every plugin made by the Terraform bridge: https://github.com/pulumi/pulumi-terraform-bridge/issues/1028
  acceptsSecrets: false,
  open: () => Promise.resolve(session),
};
