import { spawn } from "node:child_process";
import { ClusterError } from "./cluster-error";
import type { ClusterEntry, ExecEntry } from "./kubeconfig";

/** `status` of an ExecCredential: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#output-format */
export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

/** Long enough for a cloud's login service; a plugin that waits for a browser is ended. */
const SECONDS = 15;

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Why it gave nothing; undefined where it ended well. */
  readonly failure: string | undefined;
}

/**
 * Runs the login plugin that a kubeconfig names. What it prints is a credential and is never repeated.
 * @throws ClusterError when it is missing, fails, does not end in time or prints something else.
 */
export async function execCredential(
  exec: ExecEntry,
  cluster: ClusterEntry,
  seconds = SECONDS,
): Promise<ExecCredential> {
  if (typeof exec.command !== "string") {
    throw new ClusterError("the kubeconfig", "has a login plugin without a command", "correct its users");
  }
  const { stdout, stderr, failure } = await run(exec, cluster, seconds);
  if (failure !== undefined) {
    const said = stderr.trim().split("\n")[0]?.slice(0, 200) ?? "";
    throw refusal(exec, said === "" ? failure : `${failure}: ${said}`);
  }
  const status = statusOf(stdout);
  if (status === undefined) throw refusal(exec, "printed no ExecCredential");
  return status;
}

function refusal({ command }: ExecEntry, reason: string): ClusterError {
  return new ClusterError(
    command,
    `the kubeconfig's login plugin ${reason}`,
    'install it or log in, then try "kubectl version"',
  );
}

function run(exec: ExecEntry, cluster: ClusterEntry, seconds: number): Promise<Ended> {
  const extra = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...extra, KUBERNETES_EXEC_INFO: execInfo(exec, cluster) };
  return new Promise((resolve) => {
    const child = spawn(exec.command, [...(exec.args ?? [])], { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    const end = (failure: string | undefined): void => {
      clearTimeout(timer);
      // A grandchild may hold the pipes open after the plugin's end.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ stdout, stderr, failure });
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      end(`did not end within ${seconds} s`);
    }, seconds * 1000);
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.on("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ENOENT" ? "is not installed" : "cannot be run");
    });
    child.on("close", (status) => {
      end(status === 0 ? undefined : `failed with exit code ${status ?? "none"}`);
    });
  });
}

function execInfo(exec: ExecEntry, cluster: ClusterEntry): string {
  const about = {
    server: cluster.server,
    "certificate-authority-data": cluster["certificate-authority-data"],
    "insecure-skip-tls-verify": cluster["insecure-skip-tls-verify"],
    "tls-server-name": cluster["tls-server-name"],
  };
  const spec = { interactive: false, ...(exec.provideClusterInfo === true ? { cluster: about } : {}) };
  return JSON.stringify({ apiVersion: exec.apiVersion, kind: "ExecCredential", spec });
}

function statusOf(stdout: string): ExecCredential | undefined {
  try {
    const { status } = JSON.parse(stdout) as { status?: ExecCredential };
    return status?.token === undefined && status?.clientCertificateData === undefined ? undefined : status;
  } catch {
    return undefined;
  }
}
