import { isIPv6 } from 'node:net';

/** An IPv4-mapped IPv6 address, which is how a dual-stack socket reports an IPv4 client. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * Identifies a client by its address: the whole address for IPv4, the /64 network for IPv6, since a client usually
 * controls all addresses of its /64 network.
 */
export function clientOf(address: string): string {
  const [, ipv4] = MAPPED.exec(address) ?? [];
  if (ipv4 !== undefined || !isIPv6(address)) return ipv4 ?? address;
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeroCount = tail === undefined ? 0 : GROUPS - left.length - right.length;
  const zeros = Array.from({ length: zeroCount }, () => 0);
  const network = [...left, ...zeros, ...right].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

/** A dotted IPv4 suffix counts as two groups. It is never part of the network, so its value does not matter. */
function groupsOf(text: string): number[] {
  const groups = text.split(':').filter((group) => group !== '');
  return groups.flatMap((group) => (group.includes('.') ? [0, 0] : [parseInt(group, 16)]));
}
