import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { serveLanguageHost, type LanguageHost } from "../wire/language-host";
import { openEmpty, openProduct, own, quickest, sdks, timePreview, type Timed, type Times } from "./speed";
import { productSuite } from "./suite";

/** The limit of the design brief: a ratio within one run, since absolute times do not travel. */
const limit = 1.3;
/** The quickest of three rounds counts; up to eight where the machine is too busy to tell. */
const rounds = { least: 3, most: 8 };

productSuite("production", (stage, facts) => {
  let host: LanguageHost;
  let bare: Timed;
  let same: Timed;
  let checked: Timed;
  let product: Timed;

  before(async () => {
    const { kubeconfig } = stage().bench;
    host = await serveLanguageHost();
    bare = await openEmpty("bare", sdks, kubeconfig);
    same = await openEmpty("same", [...sdks, ...own], kubeconfig);
    checked = await openEmpty("checked", sdks, kubeconfig, "tsconfig.json");
    product = await openProduct(stage());
  });

  after(async () => {
    host.close();
    await Promise.all([bare, same, checked, product].map((timed) => timed.close()));
  });

  it("is not type-checked by pulumi preview: a program with a type error runs, and would not otherwise", async () => {
    const began = Date.now();
    const refused = checked.world.hosted(host, "preview", "--stack", checked.stack);
    await assert.rejects(refused, (error: Error & { readonly stdout: string }) => {
      assert.match(`${error.stdout}${error.message}`, /TS2322|is not assignable to type/);
      return true;
    });
    facts.note(
      "empty program with a type error, type-checked",
      `refused after ${seconds(Date.now() - began)}`,
    );

    const { command } = await timePreview(host, bare);
    facts.note("the same, transpiled only as the product is", `previewed in ${command.toFixed(1)} s`);
  });

  it(`evaluates in at most ${limit} times an empty program with the same imports`, async () => {
    const times: Record<"bare" | "same" | "production", Times[]> = { bare: [], same: [], production: [] };
    const ratio = (): number => quickest(times.production).evaluation / quickest(times.same).evaluation;
    // In turn, so that a busy machine slows down all alike.
    for (let round = 1; round <= rounds.most && (round <= rounds.least || ratio() > limit); round++) {
      times.bare.push(await timePreview(host, bare));
      times.same.push(await timePreview(host, same));
      times.production.push(await timePreview(host, product));
    }

    for (const [name, all] of Object.entries(times)) {
      const { evaluation, command } = quickest(all);
      const what = { bare: "the four SDKs alone", same: "the same imports", production: "production" }[name];
      facts.note(
        `pulumi preview, ${what ?? name}`,
        `${command.toFixed(2)} s, of which evaluation ${evaluation.toFixed(2)} s`,
      );
    }
    facts.note("evaluation against the same imports", `${ratio().toFixed(2)} times (limit ${limit})`);
    assert.ok(ratio() <= limit, `production takes ${ratio().toFixed(2)} times an empty program`);
  });
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
