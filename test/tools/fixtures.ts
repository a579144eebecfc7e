/** Small inputs for each checking program: one that is right, and beside it the smallest mistakes that must be found. */

export const prometheusConfig = `global:
  scrape_interval: 30s
rule_files: [rules.yml]
scrape_configs:
  - job_name: self
    static_configs: [{ targets: ["localhost:9090"] }]
`;

export const rules = `groups:
  - name: targets
    rules:
      - alert: TargetDown
        expr: up == 0
        for: 5m
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.job }} is down" }
`;

export const ruleTests = `rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series: [{ series: 'up{job="api"}', values: "0x10" }]
    alert_rule_test:
      - eval_time: 5m
        alertname: TargetDown
        exp_alerts: [{ exp_labels: { severity: critical, job: api }, exp_annotations: { summary: api is down } }]
`;

export const alertmanagerConfig = `route:
  receiver: team
  routes:
    - { receiver: pager, matchers: [severity="critical"], continue: true }
    - { receiver: mail, matchers: [severity=~"critical|warning"] }
receivers: [{ name: team }, { name: pager }, { name: mail }]
`;

export const lokiConfig = `auth_enabled: false
server: { http_listen_port: 3100 }
common:
  path_prefix: /loki
  replication_factor: 1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: /loki/chunks, rules_directory: /loki/rules } }
schema_config:
  configs:
    - { from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }
`;

export const lokiRules = `groups:
  - name: logs
    rules:
      - alert: ErrorsInLogs
        expr: sum by (app) (count_over_time({app="web"} |= "error" [5m])) > 10
        labels: { severity: warning }
`;

export const promtailConfig = `server: { http_listen_port: 9080 }
positions: { filename: /run/promtail/positions.yaml }
clients: [{ url: "http://loki:3100/loki/api/v1/push" }]
scrape_configs:
  - job_name: host
    static_configs: [{ targets: [localhost], labels: { job: host, __path__: /var/log/*.log } }]
`;

export const alloyConfig = `loki.write "default" {
  endpoint { url = "http://loki:3100/loki/api/v1/push" }
}
`;

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          image: example.org/web:1.0.0
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 1, memory: 64Mi } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

export const statefulSet = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: shop }
spec:
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec: { containers: [{ name: store, image: "example.org/store:1.0.0", resources: null }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;

export const middleware = `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: breaker, namespace: shop }
spec: { circuitBreaker: { expression: "NetworkErrorRatio() > 0.3", checkPeriod: 10s } }
`;

export const networkPolicy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress]
  ingress: [{ ports: [{ port: http }, { port: 8080 }] }]
`;
