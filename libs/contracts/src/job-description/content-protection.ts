import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { notSupportedYet, supportedOnly } from "../common/not-supported-yet.ts";
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
    .transform((guid) => guid.toLowerCase())
    .optional(),
  ContentKey: secretString(
    z.string().regex(/^(?:[A-Za-z0-9+/]{22}==|\[redacted\])$/u, "expected the 16 key bytes in base64 (24 characters)"),
  ).optional(),
  ExplicitIV: z
    .string()
    .regex(/^[0-9A-Fa-f]{32}$/u, "expected 32 hexadecimal digits")
    .optional(),
  Keys: notSupportedYet("Keys"),
  CpixUrl: notSupportedYet("CpixUrl"),
  DrmManaged: notSupportedYet("DrmManaged"),
  ProtectionScheme: caseInsensitiveEnum(["cbcs", "cenc"]).default("cbcs"),
  DrmSystems: z.array(drmSystem).min(1).max(4).optional(),
};

type ContentProtection = z.output<z.ZodObject<typeof contentProtectionShape>>;

/** A key belongs to `Base64Key` and to nothing else: a key that would not be used is a mistake of the customer's. */
export function checkContentProtection(value: ContentProtection, context: z.RefinementCtx): void {
  for (const property of ["KeyId", "ContentKey"] as const) {
    const given = value[property] !== undefined;
    if (value.DrmProtection === "Base64Key" && !given)
      context.addIssue({ code: "custom", path: [property], message: "required when DrmProtection is Base64Key" });
  }
  if (value.DrmProtection === "Base64Key") return;
  for (const property of ["KeyId", "ContentKey", "ExplicitIV", "DrmSystems"] as const) {
    if (value[property] !== undefined)
      context.addIssue({ code: "custom", path: [property], message: "only for DrmProtection Base64Key" });
  }
}
