import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MessagePublisher } from "@reelbus/contracts";

/** A receiver of webhooks that holds its answers back until it is let go. */
export interface HoldingReceiver extends AsyncDisposable {
  readonly publisher: MessagePublisher;
  /** The EventIds of what was posted, in the order of arrival. */
  readonly received: readonly string[];
  /** The most requests that it had at a time. */
  readonly mostAtOnce: number;
  letGo(): void;
}

export async function startHoldingReceiver(): Promise<HoldingReceiver> {
  const { promise: free, resolve: letGo } = Promise.withResolvers<undefined>();
  const received: string[] = [];
  let [atOnce, mostAtOnce] = [0, 0];
  const server = createServer((request, response) => {
    received.push(String(request.headers["webhook-id"]));
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once("close", () => (atOnce -= 1));
    request.resume().once("end", () => void free.then(() => response.end()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    publisher: {
      Type: "Webhook",
      Format: "Json",
      Url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      Secret: `whsec_${Buffer.alloc(24, "key").toString("base64")}`,
    },
    received,
    get mostAtOnce() {
      return mostAtOnce;
    },
    letGo: () => letGo(undefined),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
