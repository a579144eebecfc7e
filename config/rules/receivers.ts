import { error, warning, type Finding } from "../problem";
import { HEARTBEAT, NOBODY } from "../routing";
import type { Settings } from "../schema";
import type { ReceiverOf } from "../schema/receivers";
import { isReservedHost } from "./reserved-host";
import type { Rule } from "./rule";

export const RECEIVER_RULES: readonly Rule[] = [
  { name: "receiverNamesAreFree", reads: ["alerting"], check: receiverNamesAreFree },
  { name: "receiversAreUsed", reads: ["alerting"], check: receiversAreUsed },
  { name: "mailLoginIsComplete", reads: ["alerting"], check: mailLoginIsComplete },
  { name: "mailIsEncrypted", reads: ["alerting"], check: mailIsEncrypted },
  { name: "mailGoesSomewhere", reads: ["alerting"], check: mailGoesSomewhere },
  { name: "overridesChangeSomething", reads: ["alerting"], check: overridesChangeSomething },
];

function receiverNamesAreFree({ alerting }: Settings): readonly Finding[] {
  const taken = [
    { name: NOBODY, what: "the receiver that tells nobody" },
    { name: HEARTBEAT, what: "the receiver of vigie:alerting.heartbeat" },
  ];
  return taken
    .filter(({ name }) => name in alerting.receivers)
    .map(({ name, what }) =>
      error(`vigie:alerting.receivers.${name}`, `"${name}" is ${what}`, "choose another name"),
    );
}

function receiversAreUsed({ alerting }: Settings): readonly Finding[] {
  const used = new Set(alerting.routes.map(({ receiver }) => receiver));
  return Object.keys(alerting.receivers)
    .filter((name) => !used.has(name) && name !== NOBODY)
    .map((name) =>
      warning(`vigie:alerting.receivers.${name}`, "no route leads to it", "add a route or remove it"),
    );
}

interface Mail extends ReceiverOf<"email"> {
  readonly path: string;
}

function mails({ alerting }: Settings): readonly Mail[] {
  return Object.entries(alerting.receivers).flatMap(([name, receiver]) =>
    receiver.type === "email" ? [{ ...receiver, path: `vigie:alerting.receivers.${name}` }] : [],
  );
}

function mailLoginIsComplete(settings: Settings): readonly Finding[] {
  return mails(settings).flatMap(({ path, username, password }) => {
    if ((username === undefined) === (password === undefined)) return [];
    const [there, absent] = username === undefined ? ["password", "username"] : ["username", "password"];
    return [error(`${path}.${absent}`, `is missing, ${there} is set`, "write both or neither")];
  });
}

function mailIsEncrypted(settings: Settings): readonly Finding[] {
  return mails(settings).flatMap(({ path, tls, password, smarthost }) => {
    if (tls === "none" && password !== undefined) {
      // Go's own PLAIN login refuses it too: https://pkg.go.dev/net/smtp#PlainAuth
      return [error(`${path}.tls`, 'is "none", the password would travel in clear', 'write "starttls"')];
    }
    if (tls === "starttls" && smarthost.endsWith(":465")) {
      const reason = 'is "starttls", but port 465 is encrypted from the first byte';
      return [error(`${path}.tls`, reason, 'write "implicit", or port 587')];
    }
    return [];
  });
}

function mailGoesSomewhere(settings: Settings): readonly Finding[] {
  return mails(settings).flatMap(({ path, to, from, smarthost }) => {
    const hosts = [
      ...to.map((address, index) => ({ at: `${path}.to[${index}]`, host: hostOf(address) })),
      { at: `${path}.from`, host: hostOf(from) },
      { at: `${path}.smarthost`, host: smarthost.replace(/:\d+$/, "") },
    ];
    return hosts
      .filter(({ host }) => isReservedHost(host))
      .map(({ at, host }) => error(at, `is at "${host}", a placeholder`, "write the real one"));
  });
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

function overridesChangeSomething({ alerting }: Settings): readonly Finding[] {
  return Object.entries(alerting.overrides)
    .filter(([, { enabled, threshold, for: wait, severity }]) => {
      return enabled && threshold === undefined && wait === undefined && severity === undefined;
    })
    .map(([name]) =>
      error(
        `vigie:alerting.overrides["${name}"]`,
        "changes nothing",
        "write threshold, for, severity or enabled: false, or remove it",
      ),
    );
}
