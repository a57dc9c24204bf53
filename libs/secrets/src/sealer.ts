import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { ReelbusError, type DescriptionSecrets } from "@reelbus/contracts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Names the form of the text, so that a later one can stand beside it. Bound into the seal as associated data. */
const VERSION = "v1";

/** Seals the secrets of a job description for storage and transport, and opens them again. */
export interface Sealer {
  /** A text that is safe to store and to send; sealing the same secrets twice gives two different texts. */
  seal(secrets: DescriptionSecrets): string;
  /**
   * The secrets of a sealed text.
   * @throws ReelbusError `internal`, not retryable: another key, a damaged text or an unknown version.
   */
  open(sealed: string): DescriptionSecrets;
  /**
   * A digest that tells equal texts from others, for texts that hold secrets: without the key nobody can try guesses
   * against it.
   */
  fingerprint(text: string): string;
}

/**
 * A sealer by AES-256-GCM (NIST SP 800-38D). The text is `v1.<nonce>.<tag>.<ciphertext>`, each part base64url.
 * @param key 32 bytes, or their base64.
 * @throws ReelbusError `internal` when the key has another length.
 */
export function createSealer(key: Uint8Array | string): Sealer {
  const keyBytes = typeof key === "string" ? Buffer.from(key, "base64") : Buffer.from(key);
  if (keyBytes.length !== KEY_BYTES) {
    throw new ReelbusError("internal", `The secret key must be ${KEY_BYTES} bytes long.`, { retryable: false });
  }
  // With the bytes themselves each call would make such an object anew, which takes longer than the cipher.
  const sealKey = createSecretKey(keyBytes);
  const fingerprint = hkdfSync("sha256", keyBytes, "", "reelbus fingerprint", KEY_BYTES);
  const fingerprintKey = createSecretKey(Buffer.from(fingerprint));
  return {
    seal: (secrets) => seal(sealKey, JSON.stringify(secrets)),
    open: (sealed) => parseSecrets(open(sealKey, sealed)),
    fingerprint: (text) => createHmac("sha256", fingerprintKey).update(text).digest("base64url"),
  };
}

/** A new random key as base64, fit for `createSealer`. */
export function generateKey(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

function seal(key: KeyObject, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(VERSION));
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [VERSION, ...[nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url"))].join(".");
}

function open(key: KeyObject, sealed: string): string {
  const [version, ...parts] = sealed.split(".");
  const [nonce, tag, ciphertext] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== VERSION || parts.length !== 3 || !nonce || !tag || !ciphertext) throw unreadable();
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) throw unreadable();
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(VERSION));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Only this module seals, so what opens is a map of strings: the tag proves it. */
function parseSecrets(text: string): DescriptionSecrets {
  return JSON.parse(text) as DescriptionSecrets;
}

function unreadable(cause?: unknown): ReelbusError {
  const message = "The job's secrets can't be opened with this service's key.";
  return new ReelbusError("internal", message, { retryable: false, cause });
}
