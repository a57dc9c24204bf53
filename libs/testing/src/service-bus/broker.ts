import rhea, { type AmqpError, type Connection, type EventContext, type Receiver, type Sender } from "rhea";
import { Claims } from "./claims.ts";
import type { Entities } from "./entities.ts";
import type { Entity } from "./entity.ts";
import { MAX_MESSAGE_BYTES, takeIn } from "./incoming.ts";
import { Outgoing, sessionProperties } from "./outgoing.ts";

const CBS = "$cbs";
const SESSION_FILTER = "com.microsoft:session-filter";

/**
 * Speaks what clients of Azure Service Bus speak: AMQP 1.0 with SASL ANONYMOUS and tokens by claims-based security,
 * sending of single messages and batches, receiving with locks, sessions.
 */
export class Broker {
  readonly #entities: Entities;
  readonly #claims = new Claims();
  readonly #receivers = new Map<Receiver, Entity>();
  readonly #senders = new Map<Sender, Outgoing>();

  constructor(entities: Entities) {
    this.#entities = entities;
  }

  listen(port: number): void {
    const container = rhea.create_container({ id: "service-bus-stand-in", tcp_no_delay: true });
    container.on("receiver_open", (context: EventContext) => this.#openReceiver(context));
    container.on("sender_open", (context: EventContext) => this.#openSender(context));
    container.on("message", (context: EventContext) => this.#take(context));
    container.on("receiver_close", ({ receiver }: EventContext) => receiver && this.#receivers.delete(receiver));
    container.on("sender_close", ({ sender }: EventContext) => sender && this.#end(sender));
    container.on("session_close", () => undefined);
    container.on("connection_close", ({ connection }: EventContext) => this.#endAll(connection));
    container.on("disconnected", ({ connection }: EventContext) => this.#endAll(connection));
    container.listen({
      port,
      host: "127.0.0.1",
      max_frame_size: 65_536,
      idle_time_out: 60_000,
      receiver_options: { autoaccept: false, credit_window: 1000, max_message_size: MAX_MESSAGE_BYTES },
      sender_options: { autosettle: false },
    });
  }

  /** A client that sends. A link that is refused is attached without a target, then closed. */
  #openReceiver({ connection, receiver }: EventContext): void {
    if (receiver === undefined) return;
    const address = receiver.target.address;
    if (address === CBS) {
      receiver.set_target({ address });
      return;
    }
    const entity = this.#entities.find(address);
    const refusal = this.#refusal(connection, address, "Send", entity);
    if (refusal !== null || entity === undefined) {
      receiver.close(refusal ?? {});
      return;
    }
    receiver.set_target({ address });
    this.#receivers.set(receiver, entity);
  }

  /** A client that receives. */
  #openSender({ connection, sender }: EventContext): void {
    if (sender === undefined) return;
    const address = sender.source.address;
    if (address === CBS) {
      sender.set_source({ address });
      return;
    }
    const entity = this.#entities.find(address);
    const filter = sender.source.filter;
    const wantsSession = filter !== undefined && SESSION_FILTER in filter;
    const refusal =
      this.#refusal(connection, address, "Listen", entity) ??
      (entity?.kind.sessions === wantsSession ? null : { condition: "amqp:not-allowed" });
    if (refusal !== null || entity === undefined) {
      sender.close(refusal ?? {});
      return;
    }
    const wanted: unknown = filter?.[SESSION_FILTER];
    const sessionId = wantsSession ? entity.lockSession(typeof wanted === "string" ? wanted : null) : null;
    if (wantsSession && sessionId === null) {
      sender.close({ condition: "com.microsoft:timeout", description: "No session with messages is free." });
      return;
    }
    sender.set_source(sessionId === null ? { address } : { address, filter: { [SESSION_FILTER]: sessionId } });
    if (sessionId !== null) Object.assign(localAttachOf(sender), { properties: sessionProperties() });
    this.#senders.set(sender, new Outgoing(entity, sender, sessionId));
  }

  #refusal(
    connection: Connection,
    address: string,
    right: "Send" | "Listen",
    entity: Entity | undefined,
  ): AmqpError | null {
    if (!this.#claims.allow(connection, address, right))
      return { condition: "amqp:unauthorized-access", description: `'${right}' claim is required.` };
    if (entity === undefined) return { condition: "amqp:not-found", description: "There is no such entity." };
    return null;
  }

  #take(context: EventContext): void {
    const entity = context.receiver && this.#receivers.get(context.receiver);
    if (entity !== undefined) takeIn(entity, context);
    else if (context.receiver?.target.address === CBS) {
      this.#claims.answer(context);
      context.delivery?.accept();
    }
  }

  #end(sender: Sender): void {
    this.#senders.get(sender)?.end();
    this.#senders.delete(sender);
  }

  #endAll(connection: Connection): void {
    for (const sender of this.#senders.keys()) if (sender.connection === connection) this.#end(sender);
    for (const receiver of this.#receivers.keys())
      if (receiver.connection === connection) this.#receivers.delete(receiver);
  }
}

/** The attach frame that the link is about to send; the library has no way of its own to set its properties. */
function localAttachOf(sender: Sender): object {
  return (sender as Sender & { local: { attach: object } }).local.attach;
}
