import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyPair } from "./pki";
import { ensureAuthority, ensureCertificate, ensureServiceAccountKey, kubeconfig } from "./pki";

/** A program of the cluster with its arguments; how it is run (plainly or inside the node's namespaces) is somebody else's business. */
export interface Unit {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Where the control plane's programs find each other. Paths are those that the programs themselves see. */
export interface ControlPlaneLayout {
  /** Gives the path of a program, e.g. `binary("kube-apiserver")`. */
  readonly binary: (name: string) => string;
  readonly pki: string;
  readonly data: string;
  /** Address the API server listens on. */
  readonly bind: string;
  /** Address that pods reach the API server at. */
  readonly advertise: string;
  readonly ports: { readonly api: number; readonly etcd: number; readonly etcdPeer: number };
}

export const SERVICE_RANGE = "10.96.0.0/16";
export const API_SERVICE_IP = "10.96.0.1";
export const DNS_SERVICE_IP = "10.96.0.10";
export const POD_RANGE = "10.244.0.0/24";

/** Everybody who talks to the API server, by the names that Kubernetes' default RBAC rules expect. */
const clients = {
  admin: { commonName: "vigie-admin", organisation: "system:masters" },
  "kubelet-client": { commonName: "kube-apiserver-kubelet-client", organisation: "system:masters" },
  "controller-manager": { commonName: "system:kube-controller-manager" },
  scheduler: { commonName: "system:kube-scheduler" },
  proxy: { commonName: "system:kube-proxy" },
} as const;

export type Client = keyof typeof clients;

/** Makes every key, certificate and kubeconfig that does not exist yet; `server` is the URL in the kubeconfigs. */
export function ensureCredentials(
  pki: string,
  server: string,
  hosts: readonly string[],
  nodeName: string,
): void {
  const authority = ensureAuthority(pki, "vigie-e2e-ca");
  ensureServiceAccountKey(pki);
  ensureCertificate(pki, {
    name: "apiserver",
    commonName: "kube-apiserver",
    hosts: [
      ...hosts,
      API_SERVICE_IP,
      "localhost",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
    ],
  });
  // As on k3s, the kubelet's serving certificate is signed by the cluster's authority, so that scrapes can verify it.
  ensureCertificate(pki, {
    name: "kubelet-server",
    commonName: `system:node:${nodeName}`,
    hosts: [...hosts, nodeName],
  });
  const write = (name: string, pair: KeyPair): void => {
    writeFileSync(join(pki, `${name}.kubeconfig`), kubeconfig(server, authority, pair), { mode: 0o600 });
  };
  for (const [name, subject] of Object.entries(clients))
    write(name, ensureCertificate(pki, { name, ...subject }));
  write(
    "kubelet",
    ensureCertificate(pki, {
      name: "kubelet",
      commonName: `system:node:${nodeName}`,
      organisation: "system:nodes",
    }),
  );
}

/** etcd, API server and controller manager. Pure but for the folders that etcd wants to exist. */
export function controlPlaneUnits(layout: ControlPlaneLayout): readonly [Unit, Unit, Unit] {
  return [etcdUnit(layout), apiServerUnit(layout), controllerManagerUnit(layout)];
}

/** etcd refuses a data folder that others may read. */
export function prepareData(data: string): void {
  mkdirSync(join(data, "etcd"), { recursive: true, mode: 0o700 });
}

function etcdUnit({ binary, data, ports }: ControlPlaneLayout): Unit {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: "etcd",
    command: binary("etcd"),
    args: [
      "--name=vigie",
      `--data-dir=${join(data, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=vigie=${peer}`,
      // Nothing in here outlives the test, so there is nothing for fsync to protect.
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
  };
}

function apiServerUnit({ binary, pki, bind, advertise, ports }: ControlPlaneLayout): Unit {
  return {
    name: "kube-apiserver",
    command: binary("kube-apiserver"),
    args: [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      `--bind-address=${bind}`,
      `--advertise-address=${advertise}`,
      `--secure-port=${ports.api}`,
      // A single API server needs no lease to be found; with loopback as its address the default reconciler refuses to start.
      `--endpoint-reconciler-type=${bind === "127.0.0.1" ? "none" : "master-count"}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      `--client-ca-file=${join(pki, "ca.crt")}`,
      // Nobody proxies to extension servers here, but the other programs complain for ever when this is not set.
      `--requestheader-client-ca-file=${join(pki, "ca.crt")}`,
      "--requestheader-allowed-names=nobody",
      `--tls-cert-file=${join(pki, "apiserver.crt")}`,
      `--tls-private-key-file=${join(pki, "apiserver.key")}`,
      `--kubelet-certificate-authority=${join(pki, "ca.crt")}`,
      `--kubelet-client-certificate=${join(pki, "kubelet-client.crt")}`,
      `--kubelet-client-key=${join(pki, "kubelet-client.key")}`,
      "--kubelet-preferred-address-types=InternalIP",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${join(pki, "service-account.pub")}`,
      `--service-account-signing-key-file=${join(pki, "service-account.key")}`,
      "--authorization-mode=Node,RBAC",
      // PodSecurity is among the plugins that are on by default; named, so that it can never be lost unnoticed.
      "--enable-admission-plugins=NodeRestriction,PodSecurity",
      "--allow-privileged=true",
      "--profiling=false",
    ],
  };
}

function controllerManagerUnit({ binary, pki, bind }: ControlPlaneLayout): Unit {
  const kubeconfigFile = join(pki, "controller-manager.kubeconfig");
  return {
    name: "kube-controller-manager",
    command: binary("kube-controller-manager"),
    args: [
      `--kubeconfig=${kubeconfigFile}`,
      `--authentication-kubeconfig=${kubeconfigFile}`,
      `--authorization-kubeconfig=${kubeconfigFile}`,
      // Its own port is needed by nobody on a lone control plane; several of them would fight for it.
      `--secure-port=${bind === "127.0.0.1" ? 0 : 10257}`,
      `--service-account-private-key-file=${join(pki, "service-account.key")}`,
      `--root-ca-file=${join(pki, "ca.crt")}`,
      `--cluster-cidr=${POD_RANGE}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      "--use-service-account-credentials=true",
      // It starts before the roles that allow the look-up exist.
      "--authentication-tolerate-lookup-failure=true",
      "--leader-elect=false",
      // Its default of 20 requests per second is what a test would wait for, above all when namespaces are deleted.
      "--kube-api-qps=500",
      "--kube-api-burst=1000",
      "--profiling=false",
    ],
  };
}
