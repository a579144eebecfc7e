import type { Dashboard, Plan } from "../../systems/plan";
import type { k8s } from "../kit/kubernetes";
import { checksum } from "../../base/serialise";
import { DASHBOARDS_DIR } from "./paths";

/** The dashboards of one system: one Grafana folder, one provider, one volume. */
export interface Folder {
  readonly system: string;
  readonly title: string;
  readonly dashboards: readonly Dashboard[];
}

/** Sorted by system and uid. */
export function folders({ dashboards }: Pick<Plan, "dashboards">): Folder[] {
  const bySystem = new Map<string, Dashboard[]>();
  for (const dashboard of dashboards) {
    bySystem.set(dashboard.system, [...(bySystem.get(dashboard.system) ?? []), dashboard]);
  }
  return [...bySystem]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([system, own]) => ({
      system,
      title: own[0]?.folder ?? system,
      dashboards: [...own].sort((a, b) => (a.uid < b.uid ? -1 : 1)),
    }));
}

/**
 * Dashboard provisioning file. One provider per system: a duplicate title or uid takes the right to write from a whole
 * provider (https://github.com/grafana/grafana/issues/43530), so a mistake in one system leaves the others alone.
 */
export function dashboardProviders(plan: Plan): object {
  return {
    apiVersion: 1,
    providers: folders(plan).map(({ system, title }) => ({
      name: `vigie-${system}`,
      orgId: 1,
      type: "file",
      folder: title,
      // Fixed, so that links to the folder survive a reinstall.
      folderUid: `vigie-${system}`.slice(0, MAX_UID),
      // A dashboard that leaves the program leaves Grafana.
      disableDeletion: false,
      // Saved edits live in Grafana's volume until the provisioned file itself changes.
      allowUiUpdates: plan.settings.grafana.allowUiUpdates,
      updateIntervalSeconds: 30,
      options: { path: folderPath(system) },
    })),
  };
}

/** Grafana's limit for uids. */
const MAX_UID = 40;

/** Shown after the login in place of Grafana's own page about itself. */
const HOME = "vigie-home";

/** File of the dashboard that people begin with. */
export function homeFile({ dashboards }: Pick<Plan, "dashboards">): string | undefined {
  const home = dashboards.find(({ uid }) => uid === HOME);
  return home === undefined ? undefined : `${folderPath(home.system)}/${dashboardFile(home)}`;
}

function folderPath(system: string): string {
  return `${DASHBOARDS_DIR}/${system}`;
}

function folderVolume(system: string): string {
  const name = `dashboards-${system}`;
  return name.length <= 63 ? name : `dashboards-${checksum(system)}`;
}

/** `dashboard-<uid>`; a uid that is no Kubernetes name is made one, with a hash against collisions. */
export function dashboardObjectName(uid: string): string {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(uid)) return `dashboard-${uid}`;
  const slug = uid
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `dashboard-${slug === "" ? "" : `${slug}-`}${checksum(uid).slice(0, 8)}`;
}

export function dashboardFile({ uid }: Dashboard): string {
  return `${uid}.json`;
}

/**
 * One volume per folder, projected from one ConfigMap per dashboard: each stays far below the 1 MiB of an object, and a
 * changed dashboard reaches Grafana without a restart. Never `subPath`, which is not updated.
 */
export function folderVolumes(plan: Pick<Plan, "dashboards">): k8s.core.v1.Volume[] {
  return folders(plan).map(({ system, dashboards }) => ({
    name: folderVolume(system),
    projected: {
      sources: dashboards.map((dashboard) => {
        const file = dashboardFile(dashboard);
        return {
          configMap: { name: dashboardObjectName(dashboard.uid), items: [{ key: file, path: file }] },
        };
      }),
    },
  }));
}

export function folderMounts(plan: Pick<Plan, "dashboards">): k8s.core.v1.VolumeMount[] {
  return folders(plan).map(({ system }) => ({
    name: folderVolume(system),
    mountPath: folderPath(system),
    readOnly: true,
  }));
}
