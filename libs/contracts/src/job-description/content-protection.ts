import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { distinct } from "../common/distinct.ts";
import { notSupportedYet, supportedOnly } from "../common/not-supported-yet.ts";
import { rule } from "../common/rule.ts";
import { secretString } from "../common/secret.ts";

const drmSystem = caseInsensitiveEnum(["Widevine", "PlayReady", "FairPlay", "ClearKey"]);

/** The properties of ContentProcessing that say how the outputs are encrypted. */
export const contentProtectionShape = {
  DrmProtection: supportedOnly(caseInsensitiveEnum(["None", "Base64Key", "MultiKey", "Cpix", "Managed"]), [
    "None",
    "Base64Key",
  ]).default("None"),
  KeyId: z
    .guid("expected a GUID such as 1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11")
    .toLowerCase()
    .optional()
    .meta({ description: "Goes into the manifests; together with ContentKey, for DrmProtection Base64Key." }),
  ContentKey: secretString(
    z.string().regex(/^(?:[A-Za-z0-9+/]{22}==|\[redacted\])$/u, "expected the 16 key bytes in base64 (24 characters)"),
  )
    .optional()
    .meta({ description: "16 bytes in base64." }),
  ExplicitIV: z
    .string()
    .regex(/^[0-9A-Fa-f]{32}$/u, "expected 32 hexadecimal digits")
    .optional()
    .meta({ description: "Initialisation vector, 16 bytes." }),
  Keys: notSupportedYet("Keys"),
  CpixUrl: notSupportedYet("CpixUrl"),
  DrmManaged: notSupportedYet("DrmManaged"),
  ProtectionScheme: caseInsensitiveEnum(["cbcs", "cenc"]).default("cbcs"),
  DrmSystems: z
    .array(drmSystem)
    .min(1)
    .max(4)
    .refine(...distinct)
    .optional(),
};

type ContentProtection = z.output<z.ZodObject<typeof contentProtectionShape>>;

/** Base64Key needs its key, and a key that would not be used is a mistake of the customer's. */
export const keyMatchesProtection = rule<ContentProtection, "DrmProtection">(
  ["DrmProtection"],
  ({ DrmProtection }, { given, refuse }) => {
    if (DrmProtection === "Base64Key") {
      for (const property of ["KeyId", "ContentKey"] as const)
        if (!given(property)) refuse(property, "required when DrmProtection is Base64Key");
      return;
    }
    for (const property of ["KeyId", "ContentKey", "ExplicitIV", "DrmSystems"] as const)
      if (given(property)) refuse(property, "only for DrmProtection Base64Key");
  },
);
