import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { alertmanagerConfig } from "../../../components/alertmanager";
import { INHIBITIONS } from "../../../components/alertmanager/inhibitions";
import { alertmanagerArgs } from "../../../components/alertmanager/pod";
import { secretFiles } from "../../../components/alertmanager/receivers";
import { messageTemplates } from "../../../components/alertmanager/templates";
import { toYaml } from "../../../base/serialise";
import { withFiles } from "../../kit/files";
import { planWith, settingsWith } from "../../kit/settings";
import { amtoolCheckConfig } from "../../tools/run";

const SETTINGS = settingsWith({
  alerting: {
    receivers: {
      team: {
        type: "slack",
        channel: "#team",
        webhookUrl: { fromSecret: { name: "slack", key: "url" } },
        sendResolved: false,
      },
      pager: {
        type: "discord",
        webhookUrl: { fromConfig: "discord" },
        mention: "<@&42>",
        username: "Vigie",
        avatarUrl: "https://shop.io/bell.png",
        titleTemplate: "shop.title",
      },
      mail: {
        type: "email",
        to: ["a@shop.io", "b@shop.io"],
        from: "vigie@shop.io",
        smarthost: "smtp.shop.io:587",
        username: "vigie",
        password: { fromConfig: "smtp" },
      },
      relay: {
        type: "email",
        to: ["a@shop.io"],
        from: "vigie@shop.io",
        smarthost: "mail.relay.svc:25",
        tls: "none",
        sendResolved: false,
      },
      duty: { type: "pagerduty", routingKey: { fromConfig: "duty" }, region: "eu" },
    },
    routes: [
      { receiver: "pager", severities: ["critical"], repeatInterval: "1h", groupWait: "10s", continue: true },
      { receiver: "team", severities: ["critical", "warning"], systems: ["shop"], groupInterval: "10m" },
      { receiver: "duty", labels: { tier: ["1", "a.b"], area: ['say "x"'] }, groupBy: ["alertname", "tier"] },
      { receiver: "mail", severities: ["performance"], groupWait: "15m" },
      { receiver: "relay" },
    ],
    heartbeat: { url: { fromConfig: "heartbeat" }, interval: "90s" },
  },
});

const MAIL_TEXTS = {
  headers: { Subject: '{{ template "vigie.title" . }}' },
  html: '{{ template "vigie.email.html" . }}',
  text: '{{ template "vigie.email.text" . }}',
};

const CONFIG = alertmanagerConfig({ settings: SETTINGS });

it("routes, receivers and templates, every secret by the name of its file", () => {
  expect(CONFIG).toEqual({
    inhibit_rules: INHIBITIONS,
    route: {
      receiver: "none",
      group_by: ["alertname", "system", "cluster"],
      group_wait: "5s",
      group_interval: "5m",
      repeat_interval: "4h",
      routes: [
        {
          receiver: "heartbeat",
          matchers: ['"alertname"="Watchdog"'],
          group_wait: "0s",
          group_interval: "90s",
          repeat_interval: "45s",
        },
        {
          receiver: "pager",
          matchers: ['"severity"="critical"'],
          group_wait: "10s",
          repeat_interval: "1h",
          continue: true,
        },
        {
          receiver: "team",
          matchers: ['"severity"=~"critical|warning"', '"system"="shop"'],
          group_interval: "10m",
        },
        {
          receiver: "duty",
          matchers: ['"area"="say \\"x\\""', '"tier"=~"1|a\\\\.b"'],
          group_by: ["alertname", "tier"],
        },
        { receiver: "mail", matchers: ['"severity"="performance"'], group_wait: "15m" },
        { receiver: "relay" },
      ],
    },
    receivers: [
      { name: "none" },
      {
        name: "heartbeat",
        webhook_configs: [
          { url_file: "/etc/alertmanager/secrets/heartbeat-url", send_resolved: false, max_alerts: 1 },
        ],
      },
      {
        name: "duty",
        pagerduty_configs: [
          {
            routing_key_file: "/etc/alertmanager/secrets/receiver-duty",
            url: "https://events.eu.pagerduty.com/v2/enqueue",
            send_resolved: true,
            client: "Vigie",
            client_url: '{{ template "vigie.link" . }}',
            description: '{{ template "vigie.title" . }}',
            severity: '{{ template "vigie.pagerduty.severity" . }}',
            component: "{{ .CommonLabels.system }}",
            group: "{{ .CommonLabels.cluster }}",
            links: [
              { href: "{{ .CommonAnnotations.runbook_url }}", text: "Runbook" },
              { href: "{{ .CommonAnnotations.dashboard_url }}", text: "Dashboard" },
              { href: "{{ .CommonAnnotations.logs_url }}", text: "Logs" },
            ],
          },
        ],
      },
      {
        name: "mail",
        email_configs: [
          {
            to: "a@shop.io, b@shop.io",
            from: "vigie@shop.io",
            smarthost: "smtp.shop.io:587",
            send_resolved: true,
            auth_username: "vigie",
            auth_password_file: "/etc/alertmanager/secrets/receiver-mail",
            require_tls: true,
            force_implicit_tls: false,
            ...MAIL_TEXTS,
          },
        ],
      },
      {
        name: "pager",
        discord_configs: [
          {
            webhook_url_file: "/etc/alertmanager/secrets/receiver-pager",
            send_resolved: true,
            title: '{{ template "shop.title" . }}',
            message: '{{ template "vigie.discord.message" . }}',
            content:
              '{{ $critical := false }}{{ range .Alerts.Firing }}{{ if eq .Labels.severity "critical" }}' +
              "{{ $critical = true }}{{ end }}{{ end }}{{ if $critical }}<@&42>{{ end }}",
            username: "Vigie",
            avatar_url: "https://shop.io/bell.png",
          },
        ],
      },
      {
        name: "relay",
        email_configs: [
          {
            to: "a@shop.io",
            from: "vigie@shop.io",
            smarthost: "mail.relay.svc:25",
            send_resolved: false,
            require_tls: false,
            force_implicit_tls: false,
            ...MAIL_TEXTS,
          },
        ],
      },
      {
        name: "team",
        slack_configs: [
          {
            api_url_file: "/etc/alertmanager/secrets/receiver-team",
            channel: "#team",
            send_resolved: false,
            color: '{{ template "vigie.slack.color" . }}',
            title: '{{ template "vigie.title" . }}',
            title_link: '{{ template "vigie.link" . }}',
            text: '{{ template "vigie.slack.text" . }}',
            fallback: '{{ template "vigie.title" . }}',
          },
        ],
      },
    ],
    templates: ["/etc/alertmanager/config/*.tmpl"],
  });
});

it("mounts exactly the files that it names", () => {
  const named = [...JSON.stringify(CONFIG).matchAll(/\/etc\/alertmanager\/secrets\/([^"]+)/g)].map(
    ([, file]) => file,
  );

  expect(secretFiles(SETTINGS.alerting)).toEqual({
    "heartbeat-url": { fromConfig: "heartbeat" },
    "receiver-duty": { fromConfig: "duty" },
    "receiver-mail": { fromConfig: "smtp" },
    "receiver-pager": { fromConfig: "discord" },
    "receiver-team": { fromSecret: { name: "slack", key: "url" } },
  });
  expect(named.sort()).toEqual(Object.keys(secretFiles(SETTINGS.alerting)).sort());
});

it("sends nothing to anybody without receivers", () => {
  const { route, receivers } = alertmanagerConfig({ settings: settingsWith() });

  expect(receivers).toEqual([{ name: "none" }]);
  expect(route).toMatchObject({
    receiver: "none",
    routes: [{ receiver: "none", matchers: ['"alertname"="Watchdog"'] }],
  });
});

it.each([
  ["one that has everything", SETTINGS],
  ["the smallest", settingsWith()],
])("is accepted by Alertmanager itself: %s", async (_, settings) => {
  const text = toYaml(alertmanagerConfig({ settings }));

  await withFiles({ "vigie.tmpl": messageTemplates() }, async (templates) => {
    const local = text.replaceAll("/etc/alertmanager/config", templates);
    await withFiles({ "alertmanager.yml": local }, async (folder) => {
      const result = await amtoolCheckConfig(join(folder, "alertmanager.yml"));
      expect(result).toMatchObject({ ok: true, output: expect.stringContaining("1 templates") });
    });
  });
});

it("stands alone with one replica", () => {
  expect(alertmanagerArgs(planWith(SETTINGS))).toEqual([
    "--config.file=/etc/alertmanager/config/alertmanager.yml",
    "--storage.path=/alertmanager",
    "--data.retention=120h",
    "--web.external-url=http://alertmanager.monitoring.svc:9093",
    "--web.route-prefix=/",
    "--enable-feature=utf8-strict-mode",
    "--cluster.listen-address=",
  ]);
});

it("knows its peers by their stable names", () => {
  expect(alertmanagerArgs(planWith(settingsWith({ alertmanager: { replicas: 3 } }))).slice(6)).toEqual([
    "--cluster.listen-address=0.0.0.0:9094",
    "--cluster.advertise-address=$(POD_IP):9094",
    "--cluster.label=test-cluster",
    "--cluster.reconnect-timeout=5m",
    "--cluster.peer=alertmanager-0.alertmanager-peers.monitoring.svc:9094",
    "--cluster.peer=alertmanager-1.alertmanager-peers.monitoring.svc:9094",
    "--cluster.peer=alertmanager-2.alertmanager-peers.monitoring.svc:9094",
  ]);
});
