import { error, warning, type Finding } from "../../../config/problem";
import type { Facts } from "../facts";
import type { NamespaceNeed, Needs } from "../needs";
import { objectId } from "../read";
import type { SecretNeed } from "../secret-needs";
import { cannotSee, lookedUp } from "./unknown";

export function diagnoseSecrets(facts: Facts, needs: Needs): Finding[] {
  return needs.secrets.flatMap((need) => {
    const looked = lookedUp(facts.secrets, objectId(need));
    if (looked.state === "unknown") return [cannotSee(where(need), looked.reason)];
    if (looked.state === "found") return content(need, looked.value);
    const future = needs.namespaces.find(({ name, create }) => name === need.namespace && create);
    const namespace = lookedUp(facts.namespaces, need.namespace);
    return [future !== undefined && namespace.state === "absent" ? tooEarly(need, future) : absent(need)];
  });
}

function where(need: SecretNeed): string {
  return `Secret ${objectId(need)}`;
}

function absent(need: SecretNeed): Finding {
  return error(
    where(need),
    `does not exist, needed by ${need.usedBy.join(", ")}`,
    `run ${createCommand(need)}`,
  );
}

/** The stack makes the namespace itself, so that nobody can have put a Secret there yet. */
function tooEarly(need: SecretNeed, { role, name }: NamespaceNeed): Finding {
  const reason = `does not exist, nor does its namespace yet; needed by ${need.usedBy.join(", ")}`;
  if (role === "stack") {
    return error(
      where(need),
      reason,
      `run kubectl create namespace ${name}, then ${createCommand(need)}, and write vigie:namespace.create: false`,
    );
  }
  return warning(
    where(need),
    reason,
    `run ${createCommand(need)} as soon as \`pulumi up\` has made the namespace`,
  );
}

function content(need: SecretNeed, keys: readonly string[]): Finding[] {
  const missing = need.keys.filter((key) => !keys.includes(key));
  if (missing.length > 0) {
    return [
      error(
        where(need),
        `has no key ${missing.map(quoted).join(", ")}, needed by ${need.usedBy.join(", ")}; it has ${keys.length === 0 ? "none" : keys.map(quoted).join(", ")}`,
        "add the key, or correct the key's name in the stack file",
      ),
    ];
  }
  if (need.alone && keys.length !== 1) {
    return [
      error(
        where(need),
        `has ${keys.length} keys, but Traefik's basic auth (${need.usedBy.join(", ")}) takes a Secret with exactly one`,
        "make a Secret of its own that holds only the htpasswd lines",
      ),
    ];
  }
  return [];
}

function quoted(key: string): string {
  return `"${key}"`;
}

/** Ready to paste but for the file: a value on the command line would stay in the shell's history. */
function createCommand({ namespace, name, keys }: SecretNeed): string {
  const command = `kubectl -n ${namespace} create secret`;
  if (keys.includes("tls.crt")) return `${command} tls ${name} --cert=FILE --key=FILE`;
  if (keys.length === 0)
    return `${command} docker-registry ${name} --docker-server=… --docker-username=… --docker-password=…`;
  return `${command} generic ${name} ${keys.map((key) => `--from-file=${key}=FILE`).join(" ")}`;
}
