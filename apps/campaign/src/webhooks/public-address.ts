import { BlockList, isIP } from 'node:net';

/*
 * Addresses that are not of the public internet, by the special-purpose registries of IANA (RFC 6890 and its successors).
 * A list for each family: a rule for IPv6 would also be tried on IPv4 addresses as mapped ones.
 */
const special4 = blockList('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and where clouds answer for credentials
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // relays into IPv6
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]);

/** All that is public. Mapped IPv4, NAT64, unique-local, link-local, multicast and loopback lie outside. */
const global6 = blockList('ipv6', ['2000::/3']);

/** What of it is not. */
const special6 = blockList('ipv6', [
  '2001::/23', // Teredo and other protocols, which lead to IPv4 addresses, too
  '2001:db8::/32',
  '2002::/16', // 6to4: an IPv4 address in disguise
  '3fff::/20',
]);

const loopback4 = blockList('ipv4', ['127.0.0.0/8']);
const loopback6 = blockList('ipv6', ['::1/128']);

/** Whether an address, IPv4 in four decimals or IPv6, may be sent to. Anything else is none, nor is one with a zone. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special4.check(address, 'ipv4');
  return (
    isIP(address) === 6 && hasNoZone(address) && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
  );
}

/** Whether an address is one of this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  if (isIP(address) === 4) return loopback4.check(address, 'ipv4');
  return isIP(address) === 6 && hasNoZone(address) && loopback6.check(address, 'ipv6');
}

const hasNoZone = (address: string): boolean => !address.includes('%');

function blockList(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
