import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One certificate of the cluster, signed by its own authority. */
export interface CertificateSpec {
  /** File name without extension. */
  readonly name: string;
  /** Kubernetes reads the user from the common name ... */
  readonly commonName: string;
  /** ... and the groups from the organisations. */
  readonly organisation?: string;
  /** DNS names and IP addresses; a certificate with any is for a server. */
  readonly hosts?: readonly string[];
}

export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Makes the authority of the cluster, once; returns the paths of its certificate and key. */
export function ensureAuthority(directory: string, commonName: string): KeyPair {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pair = pairOf(directory, "ca");
  if (existsSync(pair.cert)) return pair;
  openssl([
    ...["req", "-x509", "-new", ...newKey, "-keyout", pair.key, "-out", pair.cert, "-days", "30"],
    ...["-subj", `/CN=${commonName}`],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"],
  ]);
  return pair;
}

/** Makes a certificate signed by the authority in the same folder, once; returns its paths. */
export function ensureCertificate(directory: string, spec: CertificateSpec): KeyPair {
  const pair = pairOf(directory, spec.name);
  if (existsSync(pair.cert)) return pair;
  const authority = pairOf(directory, "ca");
  const request = join(directory, `${spec.name}.csr`);
  const extensions = join(directory, `${spec.name}.ext`);
  const organisation = spec.organisation === undefined ? "" : `/O=${spec.organisation}`;
  openssl([
    "req",
    "-new",
    ...newKey,
    "-keyout",
    pair.key,
    "-out",
    request,
    "-subj",
    `${organisation}/CN=${spec.commonName}`,
  ]);
  writeFileSync(extensions, extensionsOf(spec));
  openssl([
    ...["x509", "-req", "-in", request, "-CA", authority.cert, "-CAkey", authority.key, "-CAcreateserial"],
    ...["-out", pair.cert, "-days", "30", "-extfile", extensions],
  ]);
  return pair;
}

/** An RSA key for signing service account tokens, once. */
export function ensureServiceAccountKey(directory: string): KeyPair {
  const pair: KeyPair = {
    key: join(directory, "service-account.key"),
    cert: join(directory, "service-account.pub"),
  };
  if (existsSync(pair.cert)) return pair;
  openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", pair.key]);
  openssl(["rsa", "-in", pair.key, "-pubout", "-out", pair.cert]);
  return pair;
}

/** A kubeconfig (JSON, which every YAML reader takes) with everything inline. */
export function kubeconfig(server: string, authority: KeyPair, client: KeyPair): string {
  const base64 = (file: string): string => readFileSync(file).toString("base64");
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "vigie-e2e",
      clusters: [
        { name: "vigie-e2e", cluster: { server, "certificate-authority-data": base64(authority.cert) } },
      ],
      users: [
        {
          name: "vigie-e2e",
          user: { "client-certificate-data": base64(client.cert), "client-key-data": base64(client.key) },
        },
      ],
      contexts: [{ name: "vigie-e2e", context: { cluster: "vigie-e2e", user: "vigie-e2e" } }],
    },
    undefined,
    2,
  );
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

function pairOf(directory: string, name: string): KeyPair {
  return { cert: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
}

function extensionsOf(spec: CertificateSpec): string {
  const hosts = spec.hosts ?? [];
  const names = hosts.map((host) => (/^[0-9.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`));
  return [
    "basicConstraints=CA:FALSE",
    "keyUsage=critical,digitalSignature,keyEncipherment",
    `extendedKeyUsage=${hosts.length > 0 ? "serverAuth,clientAuth" : "clientAuth"}`,
    ...(names.length > 0 ? [`subjectAltName=${names.join(",")}`] : []),
    "",
  ].join("\n");
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(
        "openssl is not installed; the test cluster makes its certificates with it (Debian: apt-get install openssl)",
      );
    }
    throw new Error(`openssl ${args[0] ?? ""} failed: ${String((error as { stderr?: Buffer }).stderr)}`);
  }
}
