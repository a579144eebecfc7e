import { describe, expect, it } from "@jest/globals";
import { podSecurityLabels, quotaHard } from "../../../components/namespace/policies";
import { settingsWith } from "../../kit/settings";

it("enforces, audits and warns about one Pod Security level", () => {
  expect(podSecurityLabels("restricted")).toEqual({
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": "latest",
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/audit-version": "latest",
    "pod-security.kubernetes.io/warn": "restricted",
    "pod-security.kubernetes.io/warn-version": "latest",
  });
});

describe("quota", () => {
  it.each([
    ["none", {}],
    ["an empty one", { namespace: { quota: {} } }],
  ])("%s limits nothing", (_, changes) => {
    expect(quotaHard(settingsWith(changes).namespace.quota)).toBeUndefined();
  });

  it("writes Kubernetes' own names", () => {
    const quota = {
      requestsCpu: "2",
      requestsMemory: "4Gi",
      limitsCpu: "8",
      limitsMemory: "16Gi",
      pods: 40,
      persistentVolumeClaims: 8,
      storage: "100Gi",
    };

    expect(quotaHard(settingsWith({ namespace: { quota } }).namespace.quota)).toEqual({
      "requests.cpu": "2",
      "requests.memory": "4Gi",
      "limits.cpu": "8",
      "limits.memory": "16Gi",
      pods: "40",
      persistentvolumeclaims: "8",
      "requests.storage": "100Gi",
    });
  });
});
