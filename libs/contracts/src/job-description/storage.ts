import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { httpUrlProblem } from "../common/http-url.ts";
import { notSupportedYet, supportedOnly } from "../common/not-supported-yet.ts";
import { rule } from "../common/rule.ts";
import { secretString } from "../common/secret.ts";
import { LOCAL_PATH_EXPECTED, localPathOf } from "./local-path.ts";

const writableProviders = ["Ftps", "AmazonS3", "AzureBlob", "S3Compatible", "Sftp", "Local"] as const;

const credentials = {
  CredentialsName: z.string().min(1).max(1024).optional(),
  CredentialsSecret: secretString().optional(),
  CredentialsProtection: supportedOnly(caseInsensitiveEnum(["Unencrypted", "Encrypted"]), ["Unencrypted"]).default(
    "Unencrypted",
  ),
};

const cloudSettings = {
  Endpoint: notSupportedYet("Endpoint"),
  Region: notSupportedYet("Region"),
  ForcePathStyle: notSupportedYet("ForcePathStyle"),
  RoleArnToAssume: notSupportedYet("RoleArnToAssume"),
  RoleSessionDurationInSeconds: notSupportedYet("RoleSessionDurationInSeconds"),
};

const NO_USER_IN_URL = "put the user and password into CredentialsName and CredentialsSecret, not into the URL";

const belongTogether = ["CredentialsName", "CredentialsSecret"] as const;

interface AcquisitionFields {
  Provider: "Local" | "Http";
  UriPath?: string | undefined;
  UriPaths?: string[] | undefined;
  CredentialsName?: string | undefined;
  CredentialsSecret?: string | undefined;
}

/** Local takes one folder. */
const localFolder = rule<Pick<AcquisitionFields, "Provider" | "UriPath">, "Provider" | "UriPath">(
  ["Provider", "UriPath"],
  ({ Provider, UriPath }, { refuse }) => {
    if (Provider !== "Local") return;
    if (UriPath === undefined) refuse("UriPath", "required: the folder");
    else if (localPathOf(UriPath) === null) refuse("UriPath", LOCAL_PATH_EXPECTED);
  },
);

/** Local runs with the rights of the service; the operator's allowed roots protect what lies there. */
const localCredentials = rule<
  Pick<AcquisitionFields, "Provider" | "CredentialsName" | "CredentialsSecret">,
  "Provider"
>(["Provider"], ({ Provider }, { given, refuse }) => {
  if (Provider === "Local") {
    for (const property of belongTogether) if (given(property)) refuse(property, "Provider Local takes no credentials");
    return;
  }
  for (const [one, other] of [belongTogether, belongTogether.toReversed()] as const)
    if (!given(one) && given(other)) refuse(one, `required together with ${other}`);
});

/** Http takes one file or several, and their URLs hold no user and password. */
const httpFiles = rule<AcquisitionFields, "Provider" | "UriPath" | "UriPaths">(
  ["Provider", "UriPath", "UriPaths"],
  ({ Provider, UriPath, UriPaths }, { refuse }) => {
    if (Provider === "Local") {
      if (UriPaths !== undefined) refuse("UriPaths", "only for Provider Http; use UriPath");
      return;
    }
    if ((UriPath === undefined) === (UriPaths === undefined))
      refuse("UriPath", "expected exactly one of UriPath and UriPaths");
    const uris: [path: PropertyKey[], uri: string][] = (UriPaths ?? []).map((uri, index) => [["UriPaths", index], uri]);
    if (UriPath !== undefined) uris.push([["UriPath"], UriPath]);
    for (const [path, uri] of uris) {
      const problem = httpUrlProblem(uri, NO_USER_IN_URL);
      if (problem !== null) refuse(path, problem);
    }
  },
);

const uriPath = z.string().min(1).max(4096);

/** Where the source media lies: a local folder below an allowed root, or one or several HTTP files. */
export const acquisitionStorageSchema = z
  .strictObject({
    Provider: supportedOnly(caseInsensitiveEnum([...writableProviders, "Http"]), ["Local", "Http"]),
    UriPath: uriPath.optional().meta({
      description: "Local: an absolute folder, or a single file, as a path or a file: URL. Http: the URL of one file.",
    }),
    UriPaths: z.array(uriPath).min(1).max(1000).optional().meta({ description: "Http: the URLs of several files." }),
    ...credentials,
    ...cloudSettings,
  })
  .superRefine(...localFolder)
  .superRefine(...localCredentials)
  .superRefine(...httpFiles)
  .meta({ id: "AcquisitionStorage", description: "Where the source media lies." });

/** Where outputs are published to. */
export const publishingStorageSchema = z
  .strictObject({
    Provider: supportedOnly(caseInsensitiveEnum(writableProviders), ["Local"]),
    UriPath: uriPath.meta({ description: "Local: an absolute folder, as a path or a file: URL." }),
    ...credentials,
    ...cloudSettings,
  })
  .superRefine(...localFolder)
  .superRefine(...localCredentials)
  .meta({ id: "PublishingStorage", description: "Where outputs are published to." });

export type AcquisitionStorage = z.output<typeof acquisitionStorageSchema>;
export type PublishingStorage = z.output<typeof publishingStorageSchema>;

/** Whether both are local and the target is the source folder or lies below it, judged by the paths as given. */
export function isPublishedIntoSource(source: AcquisitionStorage, target: PublishingStorage): boolean {
  if (source.Provider !== "Local" || source.UriPath === undefined) return false;
  return `${folderOf(target.UriPath)}/`.startsWith(`${folderOf(source.UriPath)}/`);
}

/** Without the slashes at its end; what is no local path is refused elsewhere. */
function folderOf(uriPath: string): string {
  return (localPathOf(uriPath) ?? uriPath).replace(/\/+$/u, "");
}
