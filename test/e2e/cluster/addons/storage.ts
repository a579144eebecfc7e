import { readFileSync } from "node:fs";
import { join } from "node:path";
import { downloadModule } from "../../../tools/go";
import { parseObjects } from "../manifests";
import type { KubeObject } from "../api";

/** Images that upstream's manifest names. */
export const STORAGE_IMAGES = [
  "docker.io/rancher/local-path-provisioner:v0.0.30",
  "docker.io/library/busybox:latest",
];

/** Volumes as k3s makes them: Rancher's local-path-provisioner by its own manifest, with its class as the default one. */
export async function storageObjects(): Promise<readonly KubeObject[]> {
  const { folder } = await downloadModule("github.com/rancher/local-path-provisioner", ["v0.0.30"]);
  const objects = parseObjects(readFileSync(join(folder, "deploy", "local-path-storage.yaml"), "utf8"));
  return objects.map((object) => (object.kind === "StorageClass" ? asDefault(object) : object));
}

function asDefault(object: KubeObject): KubeObject {
  const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
