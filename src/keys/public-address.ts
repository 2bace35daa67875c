import { BlockList, isIP } from 'node:net';

// Blocks that are not globally reachable (RFC 6890 and the IANA special-purpose registries), multicast, and the one public
// address at which a cloud serves instance metadata (168.63.129.16; the others' are link-local, shared or unique-local).
const closedIPv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

// Within 2000::/3, the only global unicast block: protocol assignments with Teredo, documentation, 6to4 (which names an IPv4
// address), documentation.
const closedIPv6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed = new BlockList();
for (const [network, prefix] of closedIPv4) closed.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of closedIPv6) closed.addSubnet(network, prefix, 'ipv6');

const globalIPv6 = new BlockList();
globalIPv6.addSubnet('2000::', 3, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether an IP address (no host name, no brackets) is one that the whole Internet can reach. IPv6 forms that carry an IPv4
 * address (mapped, NAT64, 6to4, Teredo) are not: the address inside could be anything.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  if (family === 6) return globalIPv6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
  return false;
}

/** Whether a URL's host is this machine by name or by address. `hostname` is that of a parsed `URL`. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(name);
  if (family === 0) return name === 'localhost' || name.endsWith('.localhost');
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
}
