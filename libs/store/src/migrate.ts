import { fileURLToPath } from "node:url";
import type { Database } from "./database.ts";
import type { StoreLogger } from "./store.ts";

const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));

/** Applies what is missing of the SQL files in `migrations`, all in one transaction. */
export async function migrate(database: Database, logger: StoreLogger | undefined): Promise<void> {
  const { runner } = await import("node-pg-migrate");
  await database.withClient(async (client) => {
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: "up",
      migrationsTable: "schema_migrations",
      advisoryLockMode: "wait",
      log: () => undefined,
    });
    for (const { name } of applied) logger?.info({ migration: name }, "database schema changed");
  });
}
