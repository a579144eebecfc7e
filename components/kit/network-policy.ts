import type * as pulumi from "@pulumi/pulumi";
import { labels, selector } from "./labels";
import { NetworkPolicy, type k8s } from "./kubernetes";

/** Who may talk: an app of this stack, pods of a namespace, every pod, or anybody (only where that is the point). */
export type Peer =
  | { readonly app: string }
  | { readonly pods: "all" }
  | { readonly namespace: pulumi.Input<string>; readonly podLabels?: Readonly<Record<string, string>> }
  | { readonly anywhere: true };

export interface Flow {
  readonly peers: readonly Peer[];
  /** Port numbers (TCP unless said), or a range from `port` to `endPort`. Left out: every port. */
  readonly ports?: readonly (
    | number
    | { readonly port: pulumi.Input<number>; readonly endPort?: number; readonly protocol: "TCP" | "UDP" }
  )[];
}

export interface NetworkPolicyArgs {
  readonly namespace: pulumi.Input<string>;
  /** App whose pods the policy is about. */
  readonly app: string;
  /** Labels of the policy itself. Default: those of the app. */
  readonly labels?: Record<string, string>;
  readonly ingress: readonly Flow[];
  /** DNS is always allowed. */
  readonly egress: readonly Flow[];
}

/** The API server, whatever its address: its Service's port, and the one behind it, which is what most network plugins see. */
export const API_SERVER: Flow = { peers: [{ anywhere: true }], ports: [443, 6443] };

const DNS: k8s.networking.v1.NetworkPolicyEgressRule = {
  to: [{ namespaceSelector: {} }],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

/** One policy for one app, listing both directions; together with the namespace's default deny. */
export function networkPolicy(
  name: string,
  args: NetworkPolicyArgs,
  opts: pulumi.CustomResourceOptions,
): NetworkPolicy {
  return new NetworkPolicy(
    name,
    {
      metadata: {
        name: args.app,
        namespace: args.namespace,
        labels: args.labels ?? labels({ app: args.app }),
      },
      spec: {
        podSelector: { matchLabels: selector(args.app) },
        policyTypes: ["Ingress", "Egress"],
        ingress: args.ingress.map((flow) => ({ ...withPeers("from", flow), ...withPorts(flow) })),
        egress: [DNS, ...args.egress.map((flow) => ({ ...withPeers("to", flow), ...withPorts(flow) }))],
      },
    },
    opts,
  );
}

function withPeers(
  direction: "from" | "to",
  flow: Flow,
): Record<string, k8s.networking.v1.NetworkPolicyPeer[]> {
  if (flow.peers.some((peer) => "anywhere" in peer)) return {};
  return { [direction]: flow.peers.map(peerSelector) };
}

function peerSelector(peer: Peer): k8s.networking.v1.NetworkPolicyPeer {
  if ("app" in peer) return { podSelector: { matchLabels: selector(peer.app) } };
  if ("anywhere" in peer) return {};
  if ("pods" in peer) return { namespaceSelector: {} };
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } },
    ...(peer.podLabels === undefined ? {} : { podSelector: { matchLabels: { ...peer.podLabels } } }),
  };
}

function withPorts(flow: Flow): { ports?: k8s.networking.v1.NetworkPolicyPort[] } {
  if (flow.ports === undefined) return {};
  return {
    ports: flow.ports.map((entry) =>
      typeof entry === "number" ? { port: entry, protocol: "TCP" } : { ...entry },
    ),
  };
}
