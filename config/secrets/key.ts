import { isRandom } from "../echo";

/** Form of a key of `vigie:secrets`. */
export const SECRET_KEY = /^[a-zA-Z][a-zA-Z0-9]*$/;

/** False for what has the form of a key but is probably the secret itself, pasted where its name belongs. */
export function isSecretKey(text: string): boolean {
  return SECRET_KEY.test(text) && !isRandom(text);
}
