import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What a request says about who signed it, by AWS's Signature Version 4. */
export interface Signature {
  readonly accessKeyId: string;
  readonly sessionToken: string | null;
  readonly signedAtMs: number;
  /** Whether it was made with this secret access key, over this body. */
  isOf(secretAccessKey: string): boolean;
}

/** Reads the signature of a request without a query string; null when it has none. */
export function signatureOf(request: IncomingMessage, body: Buffer): Signature | null {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/u;
  const [, accessKeyId, scope = "", signedHeaders = "", signature = ""] =
    pattern.exec(request.headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined) return null;
  const headers = signedHeaders.split(";").map((name) => `${name}:${headerOf(request, name)}\n`);
  const canonical = [request.method, request.url, "", headers.join(""), signedHeaders, sha256(body)].join("\n");
  const time = headerOf(request, "x-amz-date");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  return {
    accessKeyId,
    sessionToken: headerOf(request, "x-amz-security-token") || null,
    signedAtMs: Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/u, "$1-$2-$3:$4:$5")),
    isOf: (secretAccessKey) => {
      const key = scope
        .split("/")
        .reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secretAccessKey}`));
      return timingSafeEqual(hmac(key, text), Buffer.from(signature, "hex"));
    },
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return String(headers[name] ?? "").trim();
}

function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
