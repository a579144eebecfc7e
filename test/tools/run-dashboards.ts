import { z } from "zod";
import { ToolError } from "./errors";
import { toolPath } from "./install";
import { run } from "./process";

const lintReport = z.object({
  rules: z.array(z.string()),
  dashboards: z.number(),
  findings: z.array(z.object({ file: z.string(), rule: z.string(), message: z.string() })),
});

/** What Grafana's dashboard-linter says of some dashboards; any finding is one too many. */
export type LintReport = z.infer<typeof lintReport>;

/**
 * Every rule of github.com/grafana/dashboard-linter on Classic dashboard JSON files, warnings and errors alike. No `.lint`
 * file is read, so that nothing can be excluded.
 * @throws ToolError when the linter is not in the cache, or cannot read a file
 */
export async function lintDashboards(files: readonly string[]): Promise<LintReport> {
  if (files.length === 0) return { rules: [], dashboards: 0, findings: [] };
  const { stdout, stderr } = await run(toolPath("dashboard-linter"), files);
  if (stdout.trim() === "") throw new ToolError(`dashboard-linter cannot read its input: ${stderr.trim()}`);
  return lintReport.parse(JSON.parse(stdout));
}
