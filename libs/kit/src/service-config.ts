import { isAbsolute } from "node:path";
import { z } from "zod";
import type { ConfigShape } from "./config.ts";
import { LOG_LEVELS } from "./logger.ts";

const MAX_PORT = 65_535;

const natsUrl = z
  .string()
  .refine(
    (urls) => urls.split(",").every((url) => /^(?:nats|tls):\/\/[^\s/]+$/u.test(url)),
    "expected nats://host:port, several separated by commas",
  );

const databaseUrl = z
  .string()
  .refine((url) => /^postgres(?:ql)?:\/\//u.test(url) && URL.canParse(url), "expected postgres://user@host/database");

const secretKey = z
  .string()
  .refine((key) => Buffer.from(key, "base64").length === 32, "expected the base64 of 32 random bytes");

const absolutePath = z.string().refine(isAbsolute, "expected an absolute path");

const pathList = z
  .string()
  .transform((text) => (text === "" ? [] : text.split(":")))
  .pipe(z.array(absolutePath));

function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/u, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

/** The settings that services share; each program takes those that it needs. */
export const serviceConfig = {
  natsUrl: {
    name: "NATS_URL",
    schema: natsUrl,
    description: "the NATS server or cluster",
    default: "nats://127.0.0.1:4222",
    secret: true,
  },
  databaseUrl: {
    name: "DATABASE_URL",
    schema: databaseUrl,
    description: "the PostgreSQL database",
    secret: true,
  },
  secretKey: {
    name: "REELBUS_SECRET_KEY",
    schema: secretKey,
    description: "the key that seals customers' secrets, base64 of 32 bytes; the same for all services",
    secret: true,
  },
  workspace: {
    name: "REELBUS_WORKSPACE",
    schema: absolutePath,
    description: "the folder that all phase services share",
  },
  allowedRoots: {
    name: "REELBUS_ALLOWED_ROOTS",
    schema: pathList,
    description: "the folders that Local and Files may use, separated by ':'",
    default: "",
  },
  healthHost: {
    name: "HEALTH_HOST",
    schema: z.string().min(1, "expected an address, got nothing"),
    description: "the address that health and metrics listen on",
    default: "127.0.0.1",
  },
  healthPort: {
    name: "HEALTH_PORT",
    schema: wholeNumber(0, MAX_PORT),
    description: "the port that health and metrics listen on; 0 is any free one",
    default: "0",
  },
  logLevel: {
    name: "LOG_LEVEL",
    schema: z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(", ")}`),
    description: `the least important entries to log: ${LOG_LEVELS.join(", ")}`,
    default: "info",
  },
  concurrency: {
    name: "REELBUS_CONCURRENCY",
    schema: wholeNumber(1, 1000),
    description: "how many jobs the service works on at a time",
    default: "1",
  },
  graceMs: {
    name: "REELBUS_GRACE_MS",
    schema: wholeNumber(0, 3_600_000),
    description: "how many milliseconds running work may go on after a stop signal before it is handed back",
    default: "10000",
  },
} as const satisfies ConfigShape;
