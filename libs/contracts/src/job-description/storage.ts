import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { notSupportedYet, supportedOnly } from "../common/not-supported-yet.ts";
import { secretString } from "../common/secret.ts";

const storageProviders = ["Ftps", "AmazonS3", "AzureBlob", "S3Compatible", "Sftp", "Http", "Local"] as const;

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

/** An absolute folder of the machine, as a path or a `file:` URL; the operator's allowed roots decide on it later. */
function isLocalPath(uri: string): boolean {
  return uri.startsWith("/") || uri.startsWith("file:///");
}

function httpUrlProblem(uri: string): string | null {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "expected an http:// or https:// URL";
  if (url.username !== "" || url.password !== "")
    return "put the user and password into CredentialsName and CredentialsSecret, not into the URL";
  return null;
}

type StorageLike = { Provider: string; UriPath?: string | undefined; UriPaths?: string[] | undefined };

function checkUris(storage: StorageLike & z.output<z.ZodObject<typeof credentials>>, context: z.RefinementCtx): void {
  const problem = (path: (string | number)[], message: string) => {
    context.addIssue({ code: "custom", path, message });
  };
  if (storage.Provider === "Local") {
    if (storage.UriPaths !== undefined) problem(["UriPaths"], "UriPaths belongs to Provider Http; use UriPath");
    if (storage.UriPath === undefined) problem(["UriPath"], "required: the folder");
    else if (!isLocalPath(storage.UriPath)) problem(["UriPath"], "expected an absolute folder path");
    if (storage.CredentialsName !== undefined || storage.CredentialsSecret !== undefined)
      problem(["CredentialsName"], "Provider Local takes no credentials");
    return;
  }
  const given = [storage.UriPath !== undefined, storage.UriPaths !== undefined].filter(Boolean).length;
  if (given !== 1) problem(["UriPath"], "expected exactly one of UriPath and UriPaths");
  const uris: [path: (string | number)[], uri: string][] = [
    ...(storage.UriPath === undefined ? [] : [[["UriPath"], storage.UriPath] as [string[], string]]),
    ...(storage.UriPaths ?? []).map((uri, index): [(string | number)[], string] => [["UriPaths", index], uri]),
  ];
  for (const [path, uri] of uris) {
    const message = httpUrlProblem(uri);
    if (message !== null) problem(path, message);
  }
  if ((storage.CredentialsName === undefined) !== (storage.CredentialsSecret === undefined))
    problem(["CredentialsName"], "CredentialsName and CredentialsSecret belong together");
}

const uriPath = z.string().min(1).max(4096);

/** Where the source media lies: a local folder below an allowed root, or one or several HTTP files. */
export const acquisitionStorageSchema = z
  .strictObject({
    Provider: supportedOnly(caseInsensitiveEnum(storageProviders), ["Local", "Http"]),
    UriPath: uriPath.optional(),
    UriPaths: z.array(uriPath).min(1).max(1000).optional(),
    ...credentials,
    ...cloudSettings,
  })
  .superRefine(checkUris)
  .meta({ id: "AcquisitionStorage", description: "Where the source media lies." });

/** Where outputs are published to. */
export const publishingStorageSchema = z
  .strictObject({
    Provider: supportedOnly(caseInsensitiveEnum(storageProviders), ["Local"]),
    UriPath: uriPath,
    ...credentials,
    ...cloudSettings,
  })
  .superRefine(checkUris)
  .meta({ id: "PublishingStorage", description: "Where outputs are published to." });

export type AcquisitionStorage = z.output<typeof acquisitionStorageSchema>;
export type PublishingStorage = z.output<typeof publishingStorageSchema>;
