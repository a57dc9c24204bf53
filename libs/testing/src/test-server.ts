/** A real server of a test's own, on a free port of 127.0.0.1 with a temporary folder. */
export interface TestServer extends AsyncDisposable {
  /** Where clients connect, credentials included. */
  readonly url: string;
  readonly port: number;
  /** The server's process; another one after {@link TestServer.restart}. */
  readonly pid: number;
  /** Ends the server in good order and deletes its folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Kills the server's process as a crash would (SIGKILL). Its data stays. */
  kill9(): Promise<void>;
  /** Starts the server again on the same port with the same data, after ending it in good order if it runs. */
  restart(): Promise<void>;
}

/** A real server that several tests use: names within it must be unique, and nobody may stop it. */
export interface SharedServer {
  readonly url: string;
  readonly port: number;
}
