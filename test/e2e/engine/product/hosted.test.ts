import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { serveLanguageHost, type LanguageHost } from "../wire/language-host";
import { objectAt, type Json, type JsonObject } from "../wire/values";
import { openStage, type Stage } from "./stage";

/** Operation to number of resources, from `--json` output. */
function summary(output: string): JsonObject {
  return objectAt(objectAt(JSON.parse(output) as Json).changeSummary);
}

describe("the plain commands of a user", () => {
  let stage: Stage;
  let host: LanguageHost;

  before(async () => {
    stage = await openStage("dev");
    host = await serveLanguageHost();
  });

  after(async () => {
    host.close();
    await stage.close();
  });

  it("previews through Pulumi.yaml and index.ts, without checking types", async () => {
    const preview = summary(await stage.world.hosted(host, "preview", "--stack", "dev", "--json"));

    assert.deepEqual(Object.keys(preview), ["create"]);
  });

  it("ups the same objects, and finds nothing to do afterwards", async () => {
    await stage.world.hosted(host, "up", "--stack", "dev", "--yes", "--skip-preview");

    assert.deepEqual(await stage.living(), stage.rendered);
    await stage.world.hosted(host, "preview", "--stack", "dev", "--expect-no-changes");
  });

  it("tells a user's mistake without a stack trace", async () => {
    stage.project.edit((config) => {
      config["vigie:prometheus"] = { retention: { tiem: "3d" } };
    });

    const refused = stage.world.hosted(host, "preview", "--stack", "dev");

    await assert.rejects(refused, (error: Error & { readonly stdout: string }) => {
      const shown = `${error.stdout}${error.message}`;
      assert.match(shown, /vigie:prometheus\.retention\.tiem/);
      assert.match(shown, /did you mean "time"/);
      assert.doesNotMatch(shown, /\n\s+at .+:\d+:\d+/);
      return true;
    });
  });
});
