import { isIPv6 } from 'node:net';

/** IPv4 as IPv6 writes it, which is how a socket that takes both shows it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What tells one client's address from another's: an IPv4 address; of an IPv6 address the network (/64), since whoever
 * has one address of it has all of them.
 */
export function clientOf(address: string): string {
  const [, ipv4] = MAPPED.exec(address) ?? [];
  if (ipv4 !== undefined || !isIPv6(address)) return ipv4 ?? address;
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = Array.from({ length: GROUPS - left.length - right.length }, () => 0);
  const network = [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

/** A dotted end, which stands for two groups, is never part of the network but counts. */
function groupsOf(text: string): number[] {
  const groups = text.split(':').filter((group) => group !== '');
  return groups.flatMap((group) => (group.includes('.') ? [0, 0] : [parseInt(group, 16)]));
}
