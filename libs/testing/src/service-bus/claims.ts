import { createHmac } from "node:crypto";
import rhea, { type Connection, type EventContext, type Sender } from "rhea";
import { SERVICE_BUS_KEYS, type ServiceBusRight } from "./keys.ts";

const TOKEN = /^SharedAccessSignature sr=(?<resource>[^&]+)&sig=(?<signature>[^&]+)&se=(?<expiry>\d+)&skn=(?<key>.+)$/u;

/** What the tokens that a client has put allow it: claims-based security, the node `$cbs`. */
export class Claims {
  readonly #rights = new WeakMap<Connection, Map<string, readonly ServiceBusRight[]>>();

  /** Whether a token for this entity is there with the right. */
  allow(connection: Connection, address: string, right: ServiceBusRight): boolean {
    const rights = this.#rights.get(connection)?.get(address.toLowerCase());
    return rights?.includes(right) ?? false;
  }

  /** Answers a put-token request on the link that its `reply_to` names. */
  answer({ connection, message }: EventContext): void {
    if (message?.reply_to === undefined || message.message_id === undefined) return;
    const audience = String(message.application_properties?.["name"]);
    const rights = rightsOf(String(message.body));
    if (rights !== null) this.#put(connection, new URL(audience).pathname.slice(1), rights);
    const reply = connection.find_sender((link: Sender) => link.name === message.reply_to);
    reply?.send({
      to: message.reply_to,
      correlation_id: message.message_id,
      application_properties:
        rights === null
          ? { "status-code": 401, "status-description": "InvalidSignature: The token has an invalid signature." }
          : { "status-code": 202, "status-description": "Accepted" },
      body: rhea.message.data_section(Buffer.alloc(0)) as unknown,
    });
  }

  #put(connection: Connection, address: string, rights: readonly ServiceBusRight[]): void {
    const ofConnection = this.#rights.get(connection) ?? new Map<string, readonly ServiceBusRight[]>();
    ofConnection.set(address.toLowerCase(), rights);
    this.#rights.set(connection, ofConnection);
  }
}

/** The rights of the key that signed a token; null when none of ours did, or the token has expired. */
function rightsOf(token: string): readonly ServiceBusRight[] | null {
  const { resource = "", signature = "", expiry = "", key = "" } = TOKEN.exec(token)?.groups ?? {};
  const known = SERVICE_BUS_KEYS.find(({ name }) => name === decodeURIComponent(key));
  if (known === undefined || Number(expiry) * 1000 < Date.now()) return null;
  const expected = createHmac("sha256", known.key).update(`${resource}\n${expiry}`).digest("base64");
  return decodeURIComponent(signature) === expected ? known.rights : null;
}
