import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** RFC 3927, and where clouds that keep to no such rule have their metadata: Alibaba Cloud, Azure. */
const forbiddenIpv4 = [
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
] as const;

/** RFC 4291, and the metadata of EC2, Google Cloud and Oracle Cloud. */
const forbiddenIpv6 = [
  ["fe80::", 10],
  ["fd00:ec2::", 32],
  ["fd20:ce::254", 128],
  ["fd00:c1::a9fe:a9fe", 128],
] as const;

/** The IPv4 addresses are in it also as a gateway to IPv4 has them (RFC 6052), and mapped into IPv6, which BlockList knows. */
const forbidden = new BlockList();
for (const [address, prefix] of forbiddenIpv4) {
  forbidden.addSubnet(address, prefix, "ipv4");
  forbidden.addSubnet(`64:ff9b::${address}`, 96 + prefix, "ipv6");
}
for (const [address, prefix] of forbiddenIpv6) forbidden.addSubnet(address, prefix, "ipv6");

/** A connection was refused because of the address that it would have led to. */
export class ForbiddenAddressError extends Error {
  override readonly name = "ForbiddenAddressError";
}

/**
 * Whether this is an IP address (IPv6 also in the brackets of a URL) that only the own machine should see: a link-local
 * one, or one where a cloud keeps its metadata and with them credentials. A name is none.
 */
export function isForbiddenAddress(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/u, "$1");
  const family = isIP(address);
  return family !== 0 && forbidden.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Resolves a name for a connection, and fails when one of its addresses is forbidden. What was judged is what gets
 * connected: a second resolution could answer otherwise.
 */
export const lookupAllowedAddress: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const [first] = addresses;
    if (addresses.some(({ address }) => isForbiddenAddress(address))) callback(new ForbiddenAddressError(), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? "", first?.family);
  });
};
