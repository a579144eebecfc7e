import { z } from "../zod";
import { label } from "../scalars";
import { target } from "./target";

function sli<const Units extends readonly [string, ...string[]]>(name: string, units: Units) {
  return z.strictObject({
    name: z
      .string()
      .min(1)
      .default(name)
      .describe("Value of the label `name`, as the application writes it."),
    unit: z.enum(units).default(units[0]).describe("Unit of its value."),
  });
}

export const huntaze = z.strictObject({
  namespace: label
    .default("huntaze")
    .describe("Namespace that Huntaze runs in; its logs are on the dashboard."),
  api: target
    .prefault({ kubernetes: { namespace: "huntaze", service: "huntaze-api", port: 3000 } })
    .describe("The Next.js application, asked for /api/metrics."),
  slis: z
    .strictObject({
      availability: sli("availability", ["percent", "ratio"])
        .prefault({})
        .describe("Share of the time, or of the requests, that is good."),
      latency: sli("latency", ["milliseconds", "seconds"])
        .prefault({})
        .describe("95th percentile of the answers' time."),
      errorRate: sli("error_rate", ["percent", "ratio"])
        .prefault({})
        .describe("Share of the requests that fail."),
      throughput: sli("throughput", ["per-second", "per-minute"]).prefault({}).describe("Requests."),
    })
    .prefault({})
    .describe(
      "How the application names its four SLIs, and in which unit. `sli_current_value` lists the names.",
    ),
});
export type Huntaze = z.infer<typeof huntaze>;
