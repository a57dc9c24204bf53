import { startNats, type TestServer } from "@reelbus/testing";
import type { Bus } from "../bus.ts";
import { openBus } from "../open-bus.ts";
import type { Timing } from "../timing.ts";
import { quietLogger } from "./messages.ts";

/** A server of its own, with streams, and any number of connections to it. */
export interface BusTest {
  readonly server: TestServer;
  readonly bus: Bus;
  readonly connect: (timing?: Partial<Timing>) => Promise<Bus>;
}

/** Short waits; leases of 1 s, so that a redelivery comes soon, and no pull request that ends at the same moment. */
const TIMING: Partial<Timing> = { ackWaitMs: 1_000, tryMs: 500, pullMs: 5_000, closeMs: 2_000 };

/** Runs `body`, then closes every connection and the server, whatever happened. */
export async function withBus(body: (context: BusTest) => Promise<void>): Promise<void> {
  await using server = await startNats();
  const open: Bus[] = [];
  const connect = async (timing: Partial<Timing> = {}): Promise<Bus> => {
    const bus = await openBus({ url: server.url, name: "test", logger: quietLogger, timing: { ...TIMING, ...timing } });
    open.push(bus);
    return bus;
  };
  try {
    const bus = await connect();
    await bus.ensureStreams();
    await body({ server, bus, connect });
  } finally {
    await Promise.all(open.map((bus) => bus.close()));
  }
}
