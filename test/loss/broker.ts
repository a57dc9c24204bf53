import type { JobDescriptionInput } from "@reelbus/contracts";
import type { TestServer } from "@reelbus/testing";

/** A customer's broker, which can be killed and started again, and its reader. */
export interface Broker extends AsyncDisposable {
  readonly server: Pick<TestServer, "kill9" | "restart">;
  /** For the job description. */
  readonly publisher: NonNullable<JobDescriptionInput["MessagePublishers"]>[number];
  /** What the notifier's environment needs. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Reads as a customer does, in order and storing each event before acknowledging it, until the signal aborts. Rejects
   * when the broker is away or anything else goes wrong; it is then called again.
   */
  read(store: (body: unknown) => void, signal: AbortSignal): Promise<void>;
}
