import type { PublishingStorage } from "@reelbus/contracts";
import { LocalTarget } from "./local/local-target.ts";
import type { StorageOptions } from "./storage-options.ts";
import type { Target } from "./target.ts";

type OpenTarget = (storage: PublishingStorage, options: StorageOptions) => Target;

const providers: Readonly<Record<PublishingStorage["Provider"], OpenTarget>> = {
  Local: (storage, options) => new LocalTarget(storage, options),
};

/** The target that a job description names. Connects lazily, so this never fails; who opens it closes it. */
export function openTarget(storage: PublishingStorage, options: StorageOptions): Target {
  return providers[storage.Provider](storage, options);
}
