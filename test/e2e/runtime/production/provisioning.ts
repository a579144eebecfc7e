import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { parse } from "yaml";
import type { AtBench } from "../bench";
import { assertDashboards, assertUnique, UID } from "../dashboards";
import { openBrowser } from "../entrance";
import { stamp } from "../report";
import { LOGIN } from "../secrets";
import { GRAFANA } from "./entrance";

interface DataSource {
  readonly name: string;
  readonly type: string;
  readonly uid: string;
  readonly url: string;
  readonly access: string;
  readonly isDefault?: boolean;
}

interface Provider {
  readonly name: string;
  readonly type: string;
  readonly folderUid: string;
  readonly options: { readonly path: string };
}

/** Page of each kind of server that says whether it is well. */
const HEALTH: Readonly<Record<string, string>> = {
  prometheus: "/-/healthy",
  alertmanager: "/-/healthy",
  loki: "/ready",
};

/**
 * Where Grafana cannot be had, its files are read where it would read them, in its pod and as its user, and judged by the
 * rules of its documentation; its data sources are asked from its pod, through its network policy. Where it runs, it is asked.
 * https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export function describeProvisioning(at: AtBench): void {
  describe("Grafana's provisioning", () => {
    let isReal: boolean;
    let files: Readonly<Record<string, string>> = {};

    const yaml = (folder: string): unknown =>
      parse(files[`/etc/grafana/provisioning/${folder}/vigie.yaml`] ?? "");
    const dataSources = (): readonly DataSource[] =>
      (yaml("datasources") as { datasources: readonly DataSource[] }).datasources;

    before(async () => {
      const { servers, stack } = at();
      isReal = !stack.images.some(
        ({ kind, reference }) => kind === "stand-in" && reference.includes("/grafana:"),
      );
      if (isReal) return;
      files = JSON.parse((await servers.fetch("grafana:3000", "/-/files")).body) as Record<string, string>;
    });

    it("has data sources that answer from its pod", async () => {
      if (isReal) {
        await assertRealDataSources();
        return;
      }
      const sources = dataSources();
      assert.equal(sources.filter(({ isDefault }) => isDefault === true).length, 1);
      assertUnique(sources.map(({ uid }) => uid));
      assertUnique(sources.map(({ name }) => name));
      for (const { uid, type, url, access } of sources) {
        assert.match(uid, UID);
        assert.equal(access, "proxy");
        const page = encodeURIComponent(`${url}${HEALTH[type] ?? "/no-such-type"}`);
        const answer = await at().servers.fetch("grafana:3000", `/-/fetch?url=${page}`);
        assert.match(answer.body, /^200\n/, `${url} does not answer Grafana: ${answer.body.slice(0, 300)}`);
      }
      stamp("Grafana's data sources", `${sources.length}, each answers from its pod`);
    });

    it("has every dashboard, in a folder", async () => {
      if (isReal) {
        const visit = await openBrowser(at().api);
        const found = await visit(GRAFANA, "/api/search?type=dash-db", LOGIN);
        const dashboards = JSON.parse(found.body) as { uid: string; folderUid?: string }[];
        const wanted = at().stack.rendered.objects.filter(({ metadata }) =>
          metadata.name.startsWith("dashboard-"),
        );
        assert.equal(dashboards.length, wanted.length);
        assert.deepEqual(
          dashboards.filter(({ folderUid }) => folderUid === undefined),
          [],
        );
        return;
      }
      const { providers } = yaml("dashboards") as { providers: readonly Provider[] };
      assertUnique(providers.map(({ name }) => name));
      const mounted = Object.keys(files).filter((file) => file.startsWith("/etc/vigie/dashboards/"));
      const provided = providers.flatMap(({ folderUid, type, options }) => {
        assert.match(folderUid, UID);
        assert.equal(type, "file");
        const found = mounted.filter((file) => file.startsWith(`${options.path}/`));
        assert.notEqual(found.length, 0, `there is no dashboard in ${options.path}`);
        return found;
      });
      assert.deepEqual([...provided].sort(), [...mounted].sort(), "a dashboard that no provider reads");
      const uids = dataSources().map(({ uid }) => uid);
      assertDashboards(
        mounted.map((file) => files[file] ?? ""),
        uids,
      );
      stamp("Grafana's dashboards", `${mounted.length}, checked as its documentation says`);
    });

    it("can read its secrets, and expands nothing by mistake", () => {
      // The real one has not started otherwise.
      if (isReal) return;
      const ini = files["/etc/grafana/grafana.ini"] ?? "";
      const secrets = [...ini.matchAll(/\$__file\{([^}]+)\}/g)].map(([, file]) => file ?? "");
      assert.notEqual(secrets.length, 0);
      for (const secret of secrets) assert.ok(secret in files, `${secret} is not there, or not for its user`);
      assert.match(ini, /^root_url = https:\/\/grafana\.gauzian\.pupin\.fr\/$/m);
      const provisioning = Object.entries(files).filter(([file]) => file.includes("/provisioning/"));
      assert.equal(provisioning.length, 4);
      for (const [file, text] of provisioning) {
        const content = parse(text) as { apiVersion: number };
        assert.equal(content.apiVersion, 1, file);
        // In values of these files a $ before anything begins a variable; $$ is a dollar.
        for (const value of textsIn(content)) assert.doesNotMatch(value.replaceAll("$$", ""), /\$./, file);
      }
    });

    async function assertRealDataSources(): Promise<void> {
      const visit = await openBrowser(at().api);
      const sources = JSON.parse((await visit(GRAFANA, "/api/datasources", LOGIN)).body) as DataSource[];
      assert.deepEqual(sources.map(({ uid }) => uid).sort(), ["alertmanager", "loki", "prometheus"]);
      for (const { uid } of sources.filter(({ type }) => type !== "alertmanager"))
        assert.equal((await visit(GRAFANA, `/api/datasources/uid/${uid}/health`, LOGIN)).status, 200, uid);
    }
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
