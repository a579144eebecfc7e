import type { Slo, SloOwner } from "../../../rules/slo";

export const SHOP: SloOwner = { name: "shop", title: "Shop" };

const COMMON = { objective: 99.9, period: "30d", minimumBadEvents: 5 } as const;

/** One objective of each kind of indicator. */
export const OBJECTIVES: readonly Slo[] = [
  {
    ...COMMON,
    name: "availability",
    title: "Requests that succeed",
    sli: {
      kind: "requests",
      total: 'http_requests_total{job="shop"}',
      bad: 'http_requests_total{job="shop", status=~"5..|429"}',
    },
  },
  {
    ...COMMON,
    name: "orders",
    title: "Orders that are taken",
    objective: 99,
    period: "28d",
    sli: { kind: "requests", total: "orders_total", good: 'orders_taken_total{kind!="test"}' },
  },
  {
    ...COMMON,
    name: "order-latency",
    title: "Orders within 500 ms",
    objective: 99.5,
    period: "90d",
    sli: { kind: "latency", histogram: 'order_duration_seconds{route="/orders"}', below: 0.5 },
  },
  {
    ...COMMON,
    name: "quick",
    title: "Requests within a second",
    objective: 99.99,
    sli: { kind: "latency", histogram: "http_request_duration_seconds", below: 1 },
  },
  {
    ...COMMON,
    name: "freshness",
    title: "Minutes with fresh prices",
    minimumBadEvents: 2,
    sli: { kind: "gauge", value: "prices_age_seconds", atMost: 300 },
  },
  {
    ...COMMON,
    name: "health",
    title: "Minutes in health",
    minimumBadEvents: 2,
    sli: { kind: "gauge", value: 'sli_current_value{name="health"}', atLeast: 'sli_target{name="health"}' },
  },
];
