import { describe, expect, it } from "@jest/globals";
import { absent, found, HEALTHY, POD, said, type Case } from "./doctor-facts";

const CASES: Readonly<Record<string, Case>> = {
  "no Traefik definitions": {
    traefik: { resources: absent, middlewares: { "shared/chain": absent } },
    says: [
      "error Traefik's definitions: ingressroutes.traefik.io and middlewares.traefik.io are not installed (traefik.io/v1alpha1), but vigie:exposure has routes; install Traefik with its CRDs (k3s: do not disable it), or remove the routes from vigie:exposure",
    ],
  },
  "one definition alone": {
    traefik: { resources: found(["ingressroutes", "tlsoptions"]) },
    says: [
      "error Traefik's definitions: middlewares.traefik.io is not installed (traefik.io/v1alpha1), but vigie:exposure has routes; install Traefik with its CRDs (k3s: do not disable it), or remove the routes from vigie:exposure",
    ],
  },
  "the old definitions alone": {
    facts: { apiVersions: [...HEALTHY.apiVersions, "traefik.containo.us/v1alpha1"] },
    traefik: { resources: absent },
    says: [
      "error Traefik's definitions: ingressroutes.traefik.io and middlewares.traefik.io are not installed, only the old traefik.containo.us; upgrade Traefik to 2.10 or newer together with its CRDs",
    ],
  },
  "no Traefik, and no route that needs it": {
    facts: { traefik: undefined },
    needs: { traefik: undefined },
    says: [],
  },
  "no Traefik Service, one elsewhere": {
    traefik: { service: absent, pods: found([]), elsewhere: ["traefik/traefik"] },
    says: [
      'error Service kube-system/traefik: Traefik is not there: the Service does not exist; write where it runs into vigie:exposure.traefik.namespace and serviceName, did you mean "traefik/traefik"?',
    ],
  },
  "no Traefik Service anywhere": {
    traefik: { service: absent, pods: absent },
    says: [
      "error Service kube-system/traefik: Traefik is not there: the Service does not exist; install Traefik, or write where it runs into vigie:exposure.traefik.namespace and serviceName",
    ],
  },
  "a Service without pods": {
    traefik: { pods: found([]) },
    says: [
      "error Traefik's pods in kube-system: there are none, nobody would answer the routes; start Traefik, then look again",
    ],
  },
  "pods with other labels": {
    traefik: {
      service: found({ selector: { app: "edge" } }),
      pods: found([{ ...POD, labels: { app: "edge", hash: "1" } }]),
    },
    says: [
      "error Traefik's pods in kube-system: traefik-1 lacks app.kubernetes.io/name: traefik, so the stack's network policies would keep Traefik out; write vigie:exposure.traefik.podLabels: { app: edge }",
    ],
  },
  "those pods without network policies": {
    traefik: { pods: found([{ ...POD, labels: { app: "edge" } }]) },
    traefikNeeds: { networkPolicies: false },
    says: [],
  },
  "Traefik told not to look into other namespaces": {
    traefik: { pods: found([{ ...POD, crossNamespace: "refused" }]) },
    says: [
      "error Traefik's pods in kube-system: run without allowCrossNamespace, which vigie:exposure.grafana.middlewares[0] needs; run Traefik with --providers.kubernetescrd.allowCrossNamespace=true, or move the middleware into the stack's namespace",
    ],
  },
  "Traefik configured by a file": {
    traefik: { pods: found([{ ...POD, crossNamespace: "unsaid" }]) },
    says: [
      "warning Traefik's pods in kube-system: do not show in their arguments whether allowCrossNamespace is on, which vigie:exposure.grafana.middlewares[0] needs; run Traefik with --providers.kubernetescrd.allowCrossNamespace=true, or move the middleware into the stack's namespace",
    ],
  },
  "a middleware that is not there": {
    traefik: { middlewares: { "shared/chain": absent } },
    says: [
      "error vigie:exposure.grafana.middlewares[0]: Middleware shared/chain does not exist, and Traefik leaves a route out whose middleware is missing; create it, or correct its name (kubectl -n shared get middlewares.traefik.io)",
    ],
  },
};

describe("diagnose, of Traefik", () => {
  it.each(Object.entries(CASES))("%s", (_, example) => {
    expect(said(example)).toEqual(example.says);
  });
});
