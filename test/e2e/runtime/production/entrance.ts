import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { AtBench } from "../bench";
import type { Browser } from "../entrance";
import { openBrowser } from "../entrance";
import { LOGIN } from "../stack";

/** What a browser gets from Traefik. */
export function describeEntrance(at: AtBench): void {
  describe("from outside", () => {
    let visit: Browser;

    before(async () => {
      visit = await openBrowser(at().api);
    });

    it("lets in by Traefik whoever knows the password, and nobody else", async () => {
      const host = "prometheus.gauzian.pupin.fr";
      const path = "/api/v1/status/buildinfo";
      const anonymous = await visit(host, path);
      assert.equal(anonymous.status, 401);
      assert.match(String(anonymous.headers["www-authenticate"]), /^Basic realm="prometheus"/);
      assert.equal((await visit(host, path, { user: LOGIN.user, password: "wrong" })).status, 401);
      const known = await visit(host, path, LOGIN);
      assert.equal(known.status, 200);
      assert.match(known.body, /"version"/);
    });

    it("applies a middleware of another namespace", async () => {
      const { headers } = await visit("prometheus.gauzian.pupin.fr", "/api/v1/status/buildinfo", LOGIN);
      assert.equal(headers["x-middleware-of"], "gauzian-v2");
    });

    it("sends security headers with Grafana, and hides its metrics", async () => {
      const host = "grafana.gauzian.pupin.fr";
      const page = await visit(host, "/login");
      assert.equal(page.status, 200);
      assert.equal(page.headers["x-frame-options"], "SAMEORIGIN");
      assert.equal(page.headers["x-content-type-options"], "nosniff");
      assert.match(String(page.headers["strict-transport-security"]), /max-age=31536000; includeSubDomains/);
      assert.equal((await visit(host, "/metrics")).status, 404);
      assert.equal((await visit("unknown.example", "/")).status, 404);
    });
  });
}
