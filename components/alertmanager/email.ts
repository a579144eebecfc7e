import type { ReceiverOf } from "../../config/schema/receivers";
import { template } from "./chat";
import type { EmailConfig } from "./model";

/** One message to all addresses, as text and as HTML; whether a login is encrypted is never left to the server. */
export function emailConfig(file: string, receiver: ReceiverOf<"email">): EmailConfig {
  const { to, from, smarthost, username, password, tls, sendResolved } = receiver;
  return {
    to: to.join(", "),
    from,
    smarthost,
    send_resolved: sendResolved,
    ...(username === undefined ? {} : { auth_username: username }),
    ...(password === undefined ? {} : { auth_password_file: file }),
    require_tls: tls !== "none",
    force_implicit_tls: tls === "implicit",
    headers: { Subject: template("vigie.title") },
    html: template("vigie.email.html"),
    text: template("vigie.email.text"),
  };
}

/** Port of the mail server. */
export function smtpPort({ smarthost }: ReceiverOf<"email">): number {
  return Number(smarthost.slice(smarthost.lastIndexOf(":") + 1));
}
