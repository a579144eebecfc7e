import { beforeAll, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import { loadFromFile } from "../../../config/from-file";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan } from "../../../systems/plan";

let plan: Plan;

beforeAll(() => {
  plan = buildPlan(loadFromFile("examples/gauzian/Pulumi.production.yaml").settings);
});

test.each([
  ["GAU-38: success rate below 95 % over 5 minutes", "Taux d'erreur élevé", /\[5m\][\s\S]*\* 100 < 95$/],
  [
    "GAU-39: p95 above 1000 ms over 5 minutes",
    "Latence élevée",
    /histogram_quantile\(0\.95[\s\S]*\[5m\][\s\S]*\* 1000 > 1000$/,
  ],
  [
    "GAU-40: more than 10 failed authentications over 5 minutes",
    "Authentifications échouées",
    /auth_attempts_total[\s\S]*\[5m\][\s\S]*> 10$/,
  ],
])("%s", (_line, title, condition) => {
  const alert = alerts().find(({ annotations }) => annotations?.title === title);

  expect(alert?.expr.trim()).toMatch(condition);
});

test("GAU-58: each of them reaches the contact point that the stack file names", () => {
  const told = alerts().map((alert) =>
    explainRoute(plan.settings, { ...alert.labels, alertname: alert.alert }),
  );

  expect(told.length).toBeGreaterThan(0);
  for (const receivers of told) expect(receivers).not.toEqual(["none"]);
});

function alerts(): AlertRule[] {
  return plan.ruleFiles
    .filter(({ system }) => system === "gauzian")
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule): rule is AlertRule => "alert" in rule);
}
