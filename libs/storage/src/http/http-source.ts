import { ReelbusError, type AcquisitionStorage } from "@reelbus/contracts";
import { CallScope } from "../call-scope.ts";
import { runBounded } from "../run-bounded.ts";
import type { FetchOptions, Source, SourceFile } from "../source.ts";
import { writeWorkspaceFile } from "../workspace-file.ts";
import { download } from "./download.ts";
import { filePathsOf } from "./file-names.ts";
import { HttpClient } from "./http-client.ts";
import { HTTP_LIMITS, type HttpLimits } from "./http-limits.ts";
import { probeFile } from "./probe-file.ts";

const PROBES_AT_ONCE = 8;

/** One file, or several, on HTTP servers. Files are listed in the order of their URLs. */
export class HttpSource implements Source {
  readonly #client: HttpClient;
  readonly #checkingClient: HttpClient;
  readonly #uris: readonly string[];
  readonly #uriOfPath: ReadonlyMap<string, string>;
  readonly #calls = new CallScope();

  constructor(storage: AcquisitionStorage, limits: HttpLimits = HTTP_LIMITS) {
    this.#client = new HttpClient(storage, limits);
    this.#checkingClient = new HttpClient(storage, { ...limits, answerMs: limits.checkAnswerMs });
    this.#uris = storage.UriPaths ?? [storage.UriPath ?? ""];
    const paths = filePathsOf(this.#uris);
    this.#uriOfPath = new Map(this.#uris.map((uri, index) => [paths[index] ?? "", uri]));
  }

  /** Asks for the first file of each server alone: a thousand files must not take longer to check than to fetch. */
  check(signal: AbortSignal): Promise<void> {
    const firstOfOrigin = new Map(this.#uris.toReversed().map((uri) => [new URL(uri).origin, uri]));
    return this.#calls.run(signal, (signal) =>
      runBounded(firstOfOrigin.values(), PROBES_AT_ONCE, signal, async (uri, signal) => {
        try {
          await probeFile(this.#checkingClient, uri, signal);
        } catch (error) {
          if (!(error instanceof ReelbusError && error.reason === "file-not-found")) throw error;
        }
      }),
    );
  }

  list(signal: AbortSignal): Promise<readonly SourceFile[]> {
    return this.#calls.run(signal, async (signal) => {
      const sizes = new Map<string, number | null>();
      await runBounded(this.#uriOfPath, PROBES_AT_ONCE, signal, async ([path, uri], signal) => {
        sizes.set(path, await probeFile(this.#client, uri, signal));
      });
      return [...this.#uriOfPath.keys()].map((path) => ({ path, sizeBytes: sizes.get(path) ?? null }));
    });
  }

  fetch(file: SourceFile, toPath: string, { signal, onBytes }: FetchOptions): Promise<number> {
    return this.#calls.run(signal, async (signal) => {
      const uri = this.#uriOfPath.get(file.path);
      if (uri === undefined) throw new ReelbusError("internal", "A file was asked for that the source did not list.");
      return await writeWorkspaceFile(toPath, signal, (out) =>
        download(this.#client, uri, out, { listedBytes: file.sizeBytes, signal, onBytes }),
      );
    });
  }

  close(): Promise<void> {
    return this.#calls.close();
  }
}
