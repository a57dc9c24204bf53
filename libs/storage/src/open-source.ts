import type { AcquisitionStorage } from "@reelbus/contracts";
import { HttpSource } from "./http/http-source.ts";
import { LocalSource } from "./local/local-source.ts";
import type { Source } from "./source.ts";
import type { StorageOptions } from "./storage-options.ts";

type OpenSource = (storage: AcquisitionStorage, options: StorageOptions) => Source;

const providers: Readonly<Record<AcquisitionStorage["Provider"], OpenSource>> = {
  Local: (storage, options) => new LocalSource(storage, options),
  Http: (storage) => new HttpSource(storage),
};

/** The source that a job description names. Connects lazily, so this never fails; who opens it closes it. */
export function openSource(storage: AcquisitionStorage, options: StorageOptions): Source {
  return providers[storage.Provider](storage, options);
}
