import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { MessagePublisher } from "@reelbus/contracts";
import { startProgram } from "./documented-program.ts";

const program = `
import { openPublisher } from "@reelbus/publishers";
const publisher = openPublisher(JSON.parse(process.env.SETTINGS), { resolveLocalPath: () => Promise.reject() });
await publisher.check(AbortSignal.timeout(60_000)).then(() => console.log("fine"), ({ reason }) => console.log(reason));
await publisher.close();
`;

/** What a check of the publisher finds in a program of its own with this environment: "fine", or the reason. */
export async function checkInProgram(settings: MessagePublisher, environment: Record<string, string>): Promise<string> {
  const running = startProgram(program, { ...environment, SETTINGS: JSON.stringify(settings) });
  const [output] = await Promise.all([text(running.stdout), once(running, "exit")]);
  return output.trim();
}
