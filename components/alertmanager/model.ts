/** The part of alertmanager.yml that this program writes. https://prometheus.io/docs/alerting/latest/configuration/ */
export interface AlertmanagerConfig {
  readonly route: RootRoute;
  readonly receivers: readonly ReceiverConfig[];
  readonly inhibit_rules: readonly InhibitRule[];
  readonly templates: readonly string[];
}

interface Timings {
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
}

export interface RootRoute extends Required<Timings> {
  readonly receiver: string;
  readonly group_by: readonly string[];
  readonly routes: readonly RouteConfig[];
}

export interface RouteConfig extends Timings {
  readonly receiver: string;
  readonly group_by?: readonly string[];
  readonly matchers?: readonly string[];
  readonly continue?: true;
}

export interface ReceiverConfig {
  readonly name: string;
  readonly discord_configs?: readonly DiscordConfig[];
  readonly slack_configs?: readonly SlackConfig[];
  readonly email_configs?: readonly EmailConfig[];
  readonly pagerduty_configs?: readonly PagerdutyConfig[];
  readonly webhook_configs?: readonly WebhookConfig[];
}

export interface DiscordConfig {
  readonly webhook_url_file: string;
  readonly send_resolved: boolean;
  readonly title: string;
  readonly message: string;
  readonly content?: string;
  readonly username?: string;
  readonly avatar_url?: string;
}

export interface SlackConfig {
  readonly api_url_file: string;
  readonly channel?: string;
  readonly username?: string;
  readonly send_resolved: boolean;
  readonly color: string;
  readonly title: string;
  readonly title_link: string;
  readonly text: string;
  readonly fallback: string;
}

export interface EmailConfig {
  readonly to: string;
  readonly from: string;
  readonly smarthost: string;
  readonly send_resolved: boolean;
  readonly auth_username?: string;
  readonly auth_password_file?: string;
  readonly require_tls: boolean;
  readonly force_implicit_tls: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly text: string;
}

export interface PagerdutyConfig {
  readonly routing_key_file: string;
  readonly url: string;
  readonly send_resolved: boolean;
  readonly client: string;
  readonly client_url: string;
  readonly description: string;
  readonly severity: string;
  readonly component: string;
  readonly group: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

export interface WebhookConfig {
  readonly url_file: string;
  readonly send_resolved: boolean;
  readonly max_alerts: number;
}

export interface InhibitRule {
  readonly name: string;
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}
