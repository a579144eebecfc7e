import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AtBench } from "../bench";
import { applyAll } from "../deploy";
import type { Browser } from "../entrance";
import { openBrowser } from "../entrance";
import { LOGIN } from "../secrets";
import { exposureOf, renderStack } from "../stack";

const PROMETHEUS = "prometheus.gauzian.pupin.fr";
/** Host under which the production stack shows Grafana. */
export const GRAFANA = "grafana.gauzian.pupin.fr";
const PAGE = "/api/v1/status/buildinfo";

/** What a browser gets from Traefik: of the stack itself, and then of one that makes Prometheus public, too. */
export function describeEntrance(at: AtBench): void {
  describe("from outside", () => {
    let visit: Browser;

    before(async () => {
      visit = await openBrowser(at().api);
    });

    it("shows Grafana alone, through a middleware of another namespace, and hides its metrics", async () => {
      const page = await visit(GRAFANA, "/login");
      assert.equal(page.status, 200);
      assert.equal(page.headers["x-middleware-of"], "gauzian-v2");
      assert.equal((await visit(GRAFANA, "/metrics")).status, 404);
      assert.equal((await visit(PROMETHEUS, PAGE)).status, 404);
      assert.equal((await visit("unknown.example", "/")).status, 404);
    });

    describe("with the routes of examples/gauzian", () => {
      before(async () => {
        const { api, stack } = at();
        const example = renderStack("examples/gauzian/Pulumi.production.yaml", stack.cluster.origin);
        assert.deepEqual(await applyAll(api, exposureOf(example)), []);
      });

      after(async () => {
        const { api, stack } = at();
        assert.deepEqual(await applyAll(api, exposureOf(stack.rendered)), []);
      });

      it("lets in by Traefik whoever knows the password, and nobody else", async () => {
        const anonymous = await visit.until(PROMETHEUS, PAGE, 401);
        assert.match(String(anonymous.headers["www-authenticate"]), /^Basic realm="prometheus"/);
        assert.equal((await visit(PROMETHEUS, PAGE, { user: LOGIN.user, password: "wrong" })).status, 401);
        const known = await visit(PROMETHEUS, PAGE, LOGIN);
        assert.equal(known.status, 200);
        assert.match(known.body, /"version"/);
      });

      it("applies a middleware of another namespace after the login", async () => {
        const { headers } = await visit(PROMETHEUS, PAGE, LOGIN);
        assert.equal(headers["x-middleware-of"], "gauzian-v2");
      });

      it("sends security headers with Grafana", async () => {
        const { headers } = await visit(GRAFANA, "/login");
        assert.equal(headers["x-frame-options"], "SAMEORIGIN");
        assert.equal(headers["x-content-type-options"], "nosniff");
        assert.match(String(headers["strict-transport-security"]), /max-age=31536000; includeSubDomains/);
      });
    });
  });
}
