/**
 * A stand-in for Azure Service Bus, a process of its own: `node main.ts PORT FOLDER`. The real service runs only in the
 * cloud. It leaves out: management of entities (one is there when its name is right, see `entities.ts`), the node
 * `$management` (renewing locks, peeking, scheduling), locks that expire, dead letter queues, duplicate detection, time
 * to live, transactions, several subscriptions with rules, and TLS. It has no partitions, but its entities with
 * sessions refuse a batch of several sessions, as partitioned ones do. It listens without TLS on 127.0.0.1, and keeps its
 * messages in a file of the folder that survives a kill.
 */
import { join } from "node:path";
import { Broker } from "./broker.ts";
import { Entities } from "./entities.ts";

const [port, folder] = process.argv.slice(2);
if (port === undefined || folder === undefined) throw new Error("Usage: main.ts PORT FOLDER");
new Broker(new Entities(join(folder, "journal.ndjson"))).listen(Number(port));
