/** What a connection string of Azure Service Bus holds. */
export interface ServiceBusConnection {
  readonly host: string;
  readonly port: number;
  readonly keyName: string;
  readonly key: string;
  /** The queue or topic that the key belongs to; null for a key of the whole namespace. */
  readonly entityPath: string | null;
  /** Only Microsoft's local emulator is spoken to without TLS. */
  readonly tls: boolean;
}

const ENDPOINT = /^sb:\/\/(?<host>[A-Za-z0-9._-]+)(?::(?<port>\d{1,5}))?\/?$/iu;

/** Reads a connection string; a text that is none gives what is wrong with it, which repeats nothing of it. */
export function readServiceBusConnection(text: string): ServiceBusConnection | string {
  const parts = new Map<string, string>();
  for (const part of text.split(";").filter((one) => one.trim() !== "")) {
    const separator = part.indexOf("=");
    if (separator < 1) return "expected Name=Value parts with semicolons between them";
    parts.set(part.slice(0, separator).trim().toLowerCase(), part.slice(separator + 1).trim());
  }
  const endpoint = ENDPOINT.exec(parts.get("endpoint") ?? "")?.groups;
  if (endpoint?.["host"] === undefined) return "expected Endpoint=sb://<host>/ in it";
  const keyName = parts.get("sharedaccesskeyname") ?? "";
  const key = parts.get("sharedaccesskey") ?? "";
  if (keyName === "" || key === "") return "expected SharedAccessKeyName and SharedAccessKey in it";
  const tls = parts.get("usedevelopmentemulator")?.toLowerCase() !== "true";
  const port = Number(endpoint["port"] ?? (tls ? 5671 : 5672));
  if (port < 1 || port > 65_535) return "expected a port from 1 to 65535 in its Endpoint";
  return { host: endpoint["host"], port, keyName, key, entityPath: parts.get("entitypath") ?? null, tls };
}
