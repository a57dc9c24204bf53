import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { layCable } from "./cable.ts";
import { withLeakCheck } from "./leak-check.ts";
import { waitFor } from "./wait-for.ts";

test(
  "a cable that is cut swallows everything and ends no client's connection; mended, it takes new ones",
  withLeakCheck(async () => {
    const served = new Set<Socket>();
    const server = createServer((socket) => {
      served.add(socket.on("close", () => served.delete(socket)));
      socket.pipe(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    await using cable = await layCable((server.address() as AddressInfo).port);
    const first = connect(cable.port, "127.0.0.1");
    assert.equal(await echoOf(first, "one"), "one");
    cable.cut();
    const said: Buffer[] = [];
    first.on("data", (data: Buffer) => said.push(data));
    first.write("two");
    const during = connect(cable.port, "127.0.0.1");
    await once(during, "connect");
    await waitFor(() => served.size === 0, { what: "the server to lose its connection" });
    cable.mend();
    const later = connect(cable.port, "127.0.0.1");
    assert.equal(await echoOf(later, "three"), "three");
    assert.deepEqual(
      [said.length, first.readyState, during.readyState, cable.open, cable.taken],
      [0, "open", "open", 3, 3],
    );
    await waitFor(() => cable.sentBytes === "onetwothree".length, { what: "all that was sent, what vanished too" });
    for (const socket of [first, during, later]) socket.destroy();
    await waitFor(() => cable.open === 0, { what: "the cable to notice that its clients went" });
    server.close();
  }),
);

async function echoOf(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString();
}
