import { isIP } from "node:net";
import type { FtpAddress } from "@reelbus/contracts";
import type { Client } from "basic-ftp";
import type { FtpsErrors, FtpStage } from "./errors.ts";

/** Who logs in; anonymous without a name. */
export interface FtpCredentials {
  readonly CredentialsName?: string | undefined;
  readonly CredentialsSecret?: string | undefined;
}

/**
 * Opens a session: connection, TLS, login, binary mode. Certificates are checked against the authorities that Node trusts.
 * @throws ReelbusError
 */
export async function connect(
  client: Client,
  { tls, host, port }: FtpAddress,
  { CredentialsName, CredentialsSecret }: FtpCredentials,
  errors: FtpsErrors,
): Promise<void> {
  const during = async (stage: FtpStage, step: Promise<unknown>): Promise<void> => {
    try {
      await step;
    } catch (error) {
      throw errors.of(stage, error);
    }
  };
  const tlsOptions = isIP(host) === 0 ? { host, servername: host } : { host };
  const greeted = tls === "implicit" ? client.connectImplicitTLS(host, port, tlsOptions) : client.connect(host, port);
  await during("greeting", greeted);
  if (tls === "explicit") await during("tls", client.useTLS(tlsOptions));
  // A name or a password may hold more than ASCII; not every server knows this before the login.
  await during("login", client.sendIgnoringError("OPTS UTF8 ON"));
  await during("login", client.login(CredentialsName, CredentialsSecret));
  await during("settings", client.useDefaultSettings());
}
