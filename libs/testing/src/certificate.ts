import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "./find-program.ts";
import { makeTempFolder } from "./temp-folder.ts";

/** A self-signed certificate and its key, both PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes a certificate that nobody trusts by itself, valid for two days.
 *
 * @param names what it is for, as `subjectAltName` of OpenSSL: `DNS:localhost`, `IP:127.0.0.1`
 */
export async function makeCertificate(names: readonly string[] = ["DNS:localhost"]): Promise<TestCertificate> {
  await using folder = await makeTempFolder("certificate");
  const [key, certificate] = [join(folder.path, "key.pem"), join(folder.path, "certificate.pem")];
  const keyOptions = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key];
  const subject = ["-subj", "/CN=localhost", "-addext", `subjectAltName=${names.join(",")}`];
  await promisify(execFile)(findProgram("openssl"), [
    "req",
    "-x509",
    "-days",
    "2",
    ...keyOptions,
    ...subject,
    "-out",
    certificate,
  ]);
  return { certificate: await readFile(certificate, "utf8"), key: await readFile(key, "utf8") };
}
