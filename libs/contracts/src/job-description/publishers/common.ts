import { z } from "zod";
import { caseInsensitiveEnum } from "../../common/case-insensitive-enum.ts";
import { supportedOnly } from "../../common/not-supported-yet.ts";
import { rule } from "../../common/rule.ts";
import { secretString } from "../../common/secret.ts";

/** A name at a broker, or a user's. */
export const name = z.string().min(1).max(255);

/** What every publisher has beside its `Type`. */
export const Format = caseInsensitiveEnum(["Json", "CloudEvents"]).default("Json");

/** How a publisher that knows users signs in; both or neither. */
export const credentials = {
  CredentialsName: name.optional(),
  CredentialsSecret: secretString().optional(),
  CredentialsProtection: supportedOnly(caseInsensitiveEnum(["Unencrypted", "Encrypted"]), ["Unencrypted"]).default(
    "Unencrypted",
  ),
};

interface Credentials {
  CredentialsName?: string | undefined;
  CredentialsSecret?: string | undefined;
}

/** Refuses half of the credentials. */
export const wholeCredentials = rule<Credentials, never>([], (_, { given, refuse }) => {
  const [user, secret] = [given("CredentialsName"), given("CredentialsSecret")];
  if (!user && secret) refuse("CredentialsName", "required together with CredentialsSecret");
  if (user && !secret) refuse("CredentialsSecret", "required together with CredentialsName");
});
