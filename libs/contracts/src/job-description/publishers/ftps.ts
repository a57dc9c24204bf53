import { z } from "zod";
import { rule } from "../../common/rule.ts";
import { parseFtpAddress } from "../ftp-address.ts";
import { credentials, Format, wholeCredentials } from "./common.ts";

const fields = z.strictObject({
  Type: z.literal("Ftps"),
  Format,
  UriPath: z
    .string()
    .min(1)
    .max(4096)
    .superRefine((uriPath, context) => {
      const address = parseFtpAddress(uriPath);
      if (typeof address === "string") context.addIssue({ code: "custom", message: address });
    })
    .meta({
      description:
        "ftpes://HOST[:21]/FOLDER for explicit TLS, ftps://HOST[:990]/FOLDER for implicit TLS, ftp://HOST[:21]/FOLDER without TLS.",
    }),
  ...credentials,
});

/** A command of FTP ends with its line. */
const oneLineEach = rule<z.output<typeof fields>, "CredentialsName" | "CredentialsSecret">(
  ["CredentialsName", "CredentialsSecret"],
  (value, { refuse }) => {
    for (const property of ["CredentialsName", "CredentialsSecret"] as const)
      if (/[\r\n\0]/u.test(value[property] ?? "")) refuse(property, "FTP takes no line breaks");
  },
);

/** A folder of an FTP server, with or without TLS. */
export const ftpsSchema = fields
  .superRefine(...wholeCredentials)
  .superRefine(...oneLineEach)
  .meta({ id: "FtpsPublisher" });

export type FtpsPublisher = z.output<typeof ftpsSchema>;
