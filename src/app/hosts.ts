import { BlockList, isIP, isIPv6 } from 'node:net';

/** RFC 9112, section 3.2: uri-host [ ":" port ]. IPv6 is the only supported kind of IP literal. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]*)(?::(\d{0,5}))?$/i;
const MAX_PORT = 65_535;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** @param host a host name or an IP address; IPv6 with or without brackets */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(address);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** The host name of a `Host` header: lower-case, without port and trailing dot; `null` if the header is invalid. */
export function hostName(host: string): string | null {
  const [, name, port] = HOST.exec(host) ?? [];
  if (name === undefined || Number(port ?? 0) > MAX_PORT) return null;
  if (!name.startsWith('[')) return name.toLowerCase().replace(/\.$/, '');
  return isIPv6(name.slice(1, -1)) ? new URL(`http://${name}`).hostname : null;
}
