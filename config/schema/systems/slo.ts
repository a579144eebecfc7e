import { label } from "../scalars";
import { z } from "../zod";

const SELECTOR =
  'Series by name and labels, e.g. `http_requests_total{job="shop"}`; without `job` or `system` it means this system\'s own.';

const series = z.string().min(1);

const indicator = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("requests"),
      total: series.describe(`Counter of all events. ${SELECTOR}`),
      bad: series.optional().describe("Counter of the bad ones among them; this or `good`."),
      good: series.optional().describe("Counter of the good ones among them; this or `bad`."),
    })
    .describe("Share of good events, of counters."),
  z
    .strictObject({
      type: z.literal("latency"),
      histogram: series.describe("Classic histogram, its name without `_bucket`."),
      below: z
        .number()
        .gt(0, "must be above 0")
        .describe("One of the histogram's boundaries, in its own unit: events up to it are good."),
    })
    .describe("Share of events that are quick enough, of a histogram."),
  z
    .strictObject({
      type: z.literal("gauge"),
      value: series.describe(`The gauge; of several series the worst counts. ${SELECTOR}`),
      atLeast: z
        .union([z.number(), series])
        .optional()
        .describe("Smallest good value, a number or another gauge; this or `atMost`."),
      atMost: z
        .union([z.number(), series])
        .optional()
        .describe("Largest good value, a number or another gauge; this or `atLeast`."),
    })
    .describe("Share of the minutes in which a gauge reaches its target."),
]);

/** Over which the objectives that come with the products are counted. */
export const PRODUCT_PERIOD = "30d";

/** A service level objective, as a stack file declares it. */
export const slo = z.strictObject({
  name: label.describe("Unique within the system; part of alert names, e.g. `availability`."),
  title: z.string().min(1).describe("What the user gets, in words: `Requests that succeed`."),
  objective: z
    .number()
    .gt(0, "must be above 0, in percent")
    .lt(100, "must be below 100, in percent: an objective without any budget is missed by the first failure")
    .describe("Percent of events that must be good, e.g. 99.9."),
  period: z.enum(["28d", "30d", "90d"]).default("30d").describe("Over which time the budget is counted."),
  minimumBadEvents: z
    .int()
    .min(1)
    .optional()
    .describe(
      "An alert stays silent below so many bad events in its longer window. Default: 5, of a gauge 2 (minutes).",
    ),
  indicator: indicator.describe("How good and bad are told apart."),
});
export type SloSettings = z.infer<typeof slo>;
