import * as pulumi from "@pulumi/pulumi";

type Fields = Record<string, unknown>;

/** Computed fields of one resource type: what the provider would add to the inputs. */
type Answer = (name: string, inputs: Fields) => Fields;

/** Suffix of autonamed objects; the engine's real one is random, so this one cannot be mistaken for it. */
const AUTONAME_SUFFIX = "-00000000";

/** Computed by providers other than Kubernetes: markers that are the same in every run, secret where the real ones are. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "random:index/randomPassword:RandomPassword": (name) => ({
    result: envelope(`<generated ${name}>`),
    bcryptHash: envelope(bcryptMarker(name)),
  }),
  // Plain, unlike a password: it only tells that something changed.
  "random:index/randomString:RandomString": (name) => ({ result: `<random ${name}>` }),
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": () => ({
    accountTag: "<account of the tunnel>",
  }),
  "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": (name) => ({
    aud: `<audience of ${name}>`,
  }),
};

/** Resource types whose own inputs are all there is to know. */
const ECHOED: ReadonlySet<string> = new Set([
  "cloudflare:index/dnsRecord:DnsRecord",
  "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy",
  "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig",
]);

const FUNCTIONS: Readonly<Record<string, (inputs: Fields) => Fields>> = {
  "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken": (inputs) => ({
    ...inputs,
    // Plain on purpose: the real function does not mark it either, the program must.
    token: "<tunnel token>",
  }),
};

/**
 * State of a resource after its creation. In a preview the computed fields of everything but Kubernetes are unknown, as
 * with the real engine; the names of Kubernetes objects are chosen before and therefore known.
 * Throws on a resource type that it does not know: an invented answer would hide a mistake.
 */
export function stateOf(type: string, name: string, inputs: Fields, preview: boolean): Fields {
  if (type.startsWith("kubernetes:")) return { ...inputs, metadata: named(name, inputs.metadata) };
  const answer = ANSWERS[type];
  if (answer !== undefined) {
    const computed = answer(name, inputs);
    return { ...inputs, ...(preview ? unknowns(computed) : computed) };
  }
  if (type.startsWith("pulumi:") || ECHOED.has(type)) return inputs;
  throw new Error(`the recorder knows no resource type "${type}": add it to cli/program/answers.ts`);
}

/** Result of a provider function. Throws on an unknown one. */
export function resultOf(token: string, inputs: Fields): Fields {
  const answer = FUNCTIONS[token];
  if (answer === undefined) {
    throw new Error(`the recorder knows no function "${token}": add it to cli/program/answers.ts`);
  }
  return answer(inputs);
}

function named(name: string, metadata: unknown): Fields {
  const given = (metadata ?? {}) as Fields;
  return { ...given, name: given.name ?? `${name}${AUTONAME_SUFFIX}` };
}

function unknowns(fields: Fields): Fields {
  return Object.fromEntries(Object.keys(fields).map((key) => [key, pulumi.runtime.unknownValue]));
}

/** A secret as it crosses the wire between program and engine. */
function envelope(value: string): Fields {
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value };
}

/** Has the shape of a bcrypt hash, so that checks of the htpasswd line work on it; matches no password. */
function bcryptMarker(name: string): string {
  return `$2y$10$${name
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .padEnd(53, ".")
    .slice(0, 53)}`;
}
