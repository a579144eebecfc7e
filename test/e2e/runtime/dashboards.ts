import assert from "node:assert/strict";

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
}

interface Panel {
  readonly id: number;
  readonly datasource?: { readonly uid?: string };
  readonly targets?: readonly { readonly datasource?: { readonly uid?: string } }[];
  readonly panels?: readonly Panel[];
}

/** https://github.com/grafana/grafana/blob/v13.2.3/pkg/util/shortid_generator.go */
export const UID = /^[a-zA-Z0-9_-]{1,40}$/;

/** Data sources that Grafana brings along. */
const BUILT_IN = ["-- Grafana --", "-- Mixed --", "-- Dashboard --"];

/** What makes Grafana refuse a dashboard, or show nothing in one of its panels: names that meet twice, unknown sources. */
export function assertDashboards(texts: readonly string[], sources: readonly string[]): void {
  const dashboards = texts.map((text) => JSON.parse(text) as Dashboard);
  assertUnique(dashboards.map(({ uid }) => uid));
  assertUnique(dashboards.map(({ title }) => title));
  for (const dashboard of dashboards) assertDashboard(dashboard, sources);
}

function assertDashboard({ uid, title, schemaVersion, panels }: Dashboard, sources: readonly string[]): void {
  assert.match(uid, UID, title);
  assert.ok(schemaVersion >= 36, `${title} has the schema of an old Grafana`);
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  assertUnique(all.map(({ id }) => String(id)));
  for (const { datasource, targets = [] } of all) {
    for (const uidOf of [datasource?.uid, ...targets.map((target) => target.datasource?.uid)]) {
      const known =
        uidOf === undefined || sources.includes(uidOf) || BUILT_IN.includes(uidOf) || uidOf.startsWith("$");
      assert.ok(known, `${title} asks the data source ${uidOf ?? ""}, which is not provisioned`);
    }
  }
}

export function assertUnique(values: readonly string[]): void {
  assert.deepEqual([...new Set(values)], values);
}
