import { haltProcess, type TestServer } from "@reelbus/testing";
import type { ConformanceServer } from "./conformance-target.ts";

/**
 * For the suite: a server that is one process.
 * @param server asked each time: tests are declared before it starts
 */
export function processServer(server: () => Pick<TestServer, "pid" | "kill9" | "restart">): ConformanceServer {
  return {
    pause: () => haltProcess(server().pid),
    resume: () => process.kill(server().pid, "SIGCONT"),
    kill: () => server().kill9(),
    restart: () => server().restart(),
  };
}
