import { setTimeout } from "node:timers/promises";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { connect, type ConsumeMessage } from "amqplib";
import { endNaming } from "./settings.ts";
import { openStore } from "./store.ts";

const { AMQP_URL = "amqp://localhost", QUEUE = "encoding-events", DATABASE = "events.db" } = process.env;

const inbox = new EventInbox(openStore(DATABASE));
const connection = await connect(AMQP_URL).catch(endNaming("AMQP_URL"));
connection.on("error", endNaming("AMQP_URL"));
const channel = await connection.createChannel();
channel.on("error", endNaming("AMQP_URL", "QUEUE"));
await channel.prefetch(100);
await channel.consume(QUEUE, (message) => void take(message));

async function take(message: ConsumeMessage | null): Promise<void> {
  if (message === null) throw new Error("The queue was deleted");
  try {
    await inbox.take(message.content);
    channel.ack(message);
  } catch (error) {
    console.error(error);
    // What is no event goes to the dead letter exchange of the queue; an event comes again after a pause.
    if (!(error instanceof EventParseError)) await setTimeout(1_000);
    channel.nack(message, false, !(error instanceof EventParseError));
  }
}
