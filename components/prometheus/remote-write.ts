import type { Settings } from "../../config/schema";
import { bearer } from "./jobs";
import type { RemoteWrite } from "./model";
import { remoteWriteSecretFile, secretPath } from "./secret-files";

type RemoteWriteSettings = Settings["prometheus"]["remoteWrite"][number];

/** Where samples are sent beside the own volume; credentials are read from files at every request. */
export function remoteWrite(write: RemoteWriteSettings, index: number): RemoteWrite {
  const { name, url, username, password, bearerToken } = write;
  return {
    name,
    url,
    ...(username === undefined || password === undefined
      ? {}
      : { basic_auth: { username, password_file: secretPath(remoteWriteSecretFile(index, "password")) } }),
    ...(bearerToken === undefined
      ? {}
      : { authorization: bearer(secretPath(remoteWriteSecretFile(index, "token"))) }),
  };
}
