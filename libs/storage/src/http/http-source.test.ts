import { sourceConformance, startFileServer, type FileServer } from "../testing/index.ts";
import { HttpSource } from "./http-source.ts";

function sourceOf(...UriPaths: string[]): HttpSource {
  return new HttpSource({ Provider: "Http", UriPaths, CredentialsProtection: "Unencrypted" });
}

sourceConformance({
  name: "http",
  capabilities: { folders: false },
  create: () => {
    const servers = new AsyncDisposableStack();
    const serve = async (...args: Parameters<typeof startFileServer>): Promise<FileServer> =>
      servers.use(await startFileServer(...args));
    return Promise.resolve({
      holding: async (files) => {
        const server = await serve(files);
        return sourceOf(...[...files.keys()].map((path) => server.urlOf(path)));
      },
      missing: async () => sourceOf((await serve(new Map())).urlOf("gone.mp4")),
      whileForbidden: async (body) => {
        const server = await serve(new Map(), (_request, response) => {
          response.writeHead(403).end();
          return true;
        });
        await body(sourceOf(server.urlOf("film.mp4")));
      },
      [Symbol.asyncDispose]: () => servers.disposeAsync(),
    });
  },
});
