import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** RFC 3927 and RFC 4291: what only the own machine's link should see, such as a cloud's metadata and its credentials. */
const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");

/** A connection was refused because of the address that it would have led to. */
export class LinkLocalError extends Error {
  override readonly name = "LinkLocalError";
}

/** Whether this is an IP address (IPv6 also in the brackets of a URL) that is link-local; a name is none. */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/u, "$1");
  const family = isIP(address);
  return family !== 0 && linkLocal.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Resolves a name for a connection, and fails when one of its addresses is link-local. What was judged is what gets
 * connected: a second resolution could answer otherwise.
 */
export const lookupOutsideLinkLocal: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const [first] = addresses;
    if (addresses.some(({ address }) => isLinkLocal(address))) callback(new LinkLocalError(), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? "", first?.family);
  });
};
