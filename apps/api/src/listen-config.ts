import type { ConfigShape } from "@reelbus/kit";
import { z } from "zod";

const MAX_PORT = 65_535;

/** Where the API listens. */
export const listenConfig = {
  host: {
    name: "HOST",
    schema: z.string().min(1, "expected an address, got nothing"),
    description: "the address that the API listens on; there is no authentication yet, so mind who can reach it",
    default: "127.0.0.1",
  },
  port: {
    name: "PORT",
    schema: z
      .string()
      .regex(/^\d{1,5}$/u, "expected a port")
      .transform(Number)
      .pipe(z.number().max(MAX_PORT, "expected a port")),
    description: "the port that the API listens on; 0 is any free one",
    default: "8080",
  },
} as const satisfies ConfigShape;
