import { startWebhookReceiver } from "@reelbus/testing";
import { setTimeout as sleep } from "node:timers/promises";
import type { Broker } from "../broker.ts";

const LOOK_EVERY_MS = 10;

/** An HTTP server that stores what it gets before it answers; its reader reads what it stored. */
export async function startWebhookBroker(): Promise<Broker> {
  const server = await startWebhookReceiver({ tls: false });
  const inbox = await server.makeInbox();
  let taken = 0;
  return {
    server,
    publisher: { Type: "Webhook", Url: `${server.url}${inbox.name}`, Secret: server.secret },
    environment: {},
    read: async (store, signal) => {
      while (!signal.aborted) {
        const received = await inbox.received();
        for (const { body } of received.slice(taken)) store(JSON.parse(body));
        taken = received.length;
        await sleep(LOOK_EVERY_MS);
      }
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
