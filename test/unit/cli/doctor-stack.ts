/** A stack file that expects something of every kind that doctor looks for. */
export function demandingStack(cluster: object = {}): string {
  return JSON.stringify({
    config: {
      "vigie:environment": "development",
      "vigie:platform": "kubeadm",
      "vigie:cluster": { name: "test", ...cluster },
      "vigie:namespace": { create: false },
      "vigie:scheduling": {
        storageClass: "fast",
        imagePullSecrets: ["mirror"],
        priorityClassName: "high",
      },
      "vigie:grafana": { adminPassword: { fromSecret: { name: "grafana-login", key: "password" } } },
      "vigie:alerting": {
        receivers: {
          team: { type: "slack", channel: "#a", webhookUrl: { fromSecret: { name: "slack", key: "url" } } },
          night: { type: "slack", channel: "#b", webhookUrl: { fromConfig: "nightWebhook" } },
        },
        routes: [{ receiver: "team" }],
      },
      "vigie:exposure": {
        traefik: { tls: { secretName: "wildcard" }, allowCrossNamespace: true },
        prometheus: {
          host: "prometheus.vigie-doctor.fr",
          auth: { type: "basic", users: { fromSecret: { name: "users", key: "htpasswd" } } },
          middlewares: [
            { name: "office-only", namespace: "edge" },
            { name: "prometheus-security-headers", namespace: "monitoring" },
          ],
        },
      },
      "vigie:databases": [
        {
          name: "orders",
          type: "postgres",
          database: "orders",
          sidecar: { kind: "StatefulSet", namespace: "shop", name: "postgres" },
          user: { fromSecret: { name: "orders-db", key: "user" } },
          password: { fromSecret: { name: "orders-db", key: "password" } },
        },
      ],
    },
  });
}
