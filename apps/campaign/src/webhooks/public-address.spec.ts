import fc from 'fast-check';

import { isLoopbackAddress, isPublicAddress } from './public-address.js';

describe('addresses of the public internet', () => {
  it.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.0', '100.63.255.255', '223.255.255.255'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(['2606:4700::1111', '2a00:1450:4001:82a::200e', '2001:4860:4860::8888', '2400::1'])('%s is one', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1']],
    ['no address yet', ['0.0.0.0', '0.1.2.3', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
    ['link-local, where clouds keep credentials', ['169.254.169.254', 'fe80::1', 'febf::1']],
    ['behind carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['multicast', ['224.0.0.1', '239.255.255.250', 'ff02::1']],
    ['reserved or broadcast', ['240.0.0.1', '255.255.255.255']],
    ['for documents and measurements', ['192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '198.19.255.255']],
    ['for documents', ['2001:db8::1', '3fff::1']],
    ['IPv4 inside IPv6, mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::ffff:808:808']],
    ['IPv4 inside IPv6, compatible', ['::127.0.0.1', '::8.8.8.8', '::7f00:1']],
    ['IPv4 inside IPv6, by NAT64', ['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1']],
    ['IPv4 inside IPv6, by 6to4 and Teredo', ['2002:7f00:1::', '2002:a00:1::1', '2001::1', '2001:0:53aa:64c::1']],
    ['of one link', ['fe80::1%eth0', '2606:4700::1111%1']],
    ['site-local of old', ['fec0::1']],
  ])('%s are none', (_kind, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '010.0.0.1',
    '1.1.1.1.',
    ' 1.1.1.1',
    '[::1]',
    '1.1.1.1:80',
  ])('what is not an address in its usual form, such as "%s", is none', (text) =>
    expect(isPublicAddress(text)).toBe(false),
  );

  const octet = fc.nat(255);
  it('are never in a private network, whatever stands behind its prefix', () => {
    const inside = fc.oneof(
      fc.tuple(fc.constant(10), octet, octet, octet),
      fc.tuple(fc.constant(127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
      fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
    );
    fc.assert(fc.property(inside, (octets) => !isPublicAddress(octets.join('.'))));
  });

  it('are none inside IPv6, whatever IPv4 address it is', () => {
    const four = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
    fc.assert(
      fc.property(four, fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), (address, prefix) => {
        return !isPublicAddress(prefix + address);
      }),
    );
  });
});

describe('addresses of this machine alone', () => {
  it('are 127.0.0.0/8 and ::1', () => {
    expect(['127.0.0.1', '127.8.9.1', '::1'].every(isLoopbackAddress)).toBe(true);
    expect(['128.0.0.1', '10.0.0.1', '::2', '::ffff:127.0.0.1', 'localhost', '::1%lo'].some(isLoopbackAddress)).toBe(
      false,
    );
  });
});
