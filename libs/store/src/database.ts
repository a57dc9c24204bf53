import { Pool, type PoolClient, type QueryResultRow } from "pg";
import { databaseError, isDeadlock, mayBeOneRow } from "./database-error.ts";
import type { StoreLogger, StoreOptions } from "./store.ts";

const DEFAULT_POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;
/** The server gives up first; the client's own limit is for a server that no longer answers. */
const STATEMENT_TIMEOUT_MS = 15_000;
const QUERY_TIMEOUT_MS = 20_000;
/**
 * How often a statement runs that the server ends to let another one go on. Statements that lock several lanes can't all
 * agree on an order, since PostgreSQL chooses the order in which parts of one run.
 */
const DEADLOCK_TRIES = 5;

/**
 * Every statement finds its few rows by an index, and is planned once a connection. Without this a plan that was made
 * while a table was empty reads the whole table later on, and statements with arrays are planned anew at each call.
 */
const PLANNING = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/** How calls share statements: two at a time, so that one runs while the other waits for the disk. */
export const BATCHES = { maxItems: 100, maxRunning: 2, mayBeOneItem: mayBeOneRow } as const;

/** A statement with a name is parsed and planned once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** Rows that were read or changed. */
  readonly count: number;
}

/** A bounded pool of connections. Each statement is its own transaction. */
export interface Database {
  run<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Rows<Row>>;
  /** For a statement whose text is made for the occasion. */
  runUnnamed<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Rows<Row>>;
  /** A connection of its own, given back when `use` settles. */
  withClient<Result>(use: (client: PoolClient) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function openDatabase({ databaseUrl, poolSize, logger }: StoreOptions): Database {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: poolSize ?? DEFAULT_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: "reelbus",
    options: PLANNING,
    keepAlive: true,
  });
  pool.on("error", (error) => logBrokenConnection(logger, error));
  let closing: Promise<void> | null = null;

  const query = async <Row extends QueryResultRow>(
    config: Partial<Statement> & { text: string },
    values: readonly unknown[],
  ): Promise<Rows<Row>> => {
    for (let tries = 1; ; tries++) {
      try {
        const { rows, rowCount } = await pool.query<Row>({ ...config, values: [...values] });
        return { rows, count: rowCount ?? 0 };
      } catch (error) {
        if (tries === DEADLOCK_TRIES || !isDeadlock(error)) throw databaseError(error);
      }
    }
  };

  return {
    run: query,
    runUnnamed: (text, values) => query({ text }, values),
    withClient: async (use) => {
      const client = await pool.connect().catch((error: unknown) => {
        throw databaseError(error);
      });
      // While it is lent, the pool does not listen, and an error that nobody hears would end the process.
      client.on("error", (error) => logBrokenConnection(logger, error));
      try {
        return await use(client);
      } catch (error) {
        throw databaseError(error);
      } finally {
        client.release(true);
      }
    },
    close: () => (closing ??= pool.end()),
  };
}

/** What waits for an answer fails by itself; the pool drops the connection and opens another one when it is needed. */
function logBrokenConnection(logger: StoreLogger | undefined, error: Error): void {
  logger?.warn({ error: error.message }, "a database connection broke");
}
