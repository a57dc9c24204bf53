import type { ContentProcessing, EncodedRepresentation } from "@reelbus/contracts";
import type { PackagerCommand } from "./packager-command.ts";

/** The names that Shaka Packager has for key systems. */
const PROTECTION_SYSTEMS = {
  Widevine: "Widevine",
  PlayReady: "PlayReady",
  FairPlay: "FairPlay",
  ClearKey: "Common",
} as const;

/** One key for all video and audio, from the first segment on. Text is never encrypted. */
export function protectionArguments(processing: ContentProcessing): PackagerCommand {
  const { KeyId, ContentKey, ExplicitIV } = processing;
  if (processing.DrmProtection !== "Base64Key" || KeyId === undefined || ContentKey === undefined) {
    return { arguments: [], secretArgument: null };
  }
  const systems = (processing.DrmSystems ?? []).map((system) => PROTECTION_SYSTEMS[system]);
  return {
    arguments: [
      "--enable_raw_key_encryption",
      `--protection_scheme=${processing.ProtectionScheme}`,
      ...(systems.length > 0 ? [`--protection_systems=${systems.join(",")}`] : []),
      ...(ExplicitIV === undefined ? [] : [`--iv=${ExplicitIV.toLowerCase()}`]),
      "--clear_lead=0",
    ],
    // The empty label makes it the key of every stream.
    secretArgument: `--keys=label=:key_id=${KeyId.replaceAll("-", "")}:key=${hexOfBase64(ContentKey)}`,
  };
}

/** How a job's video and audio are encrypted, as `EncodingFinished` tells it; null when they are not. */
export function protectionOf(processing: ContentProcessing): EncodedRepresentation["Protection"] {
  if (processing.DrmProtection !== "Base64Key" || processing.KeyId === undefined) return null;
  return { Scheme: processing.ProtectionScheme, KeyId: processing.KeyId };
}

function hexOfBase64(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
