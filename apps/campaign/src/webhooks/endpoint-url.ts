import { isIP } from 'node:net';

import { isLoopbackAddress, isPublicAddress } from './public-address.js';

/** Where deliveries may go, besides the public internet. */
export interface Reach {
  /** This machine, by http too: to try a receiver out. Never in production. */
  readonly loopback: boolean;
}

/** Whether an address may be connected to for a URL. */
export function mayConnect(url: URL, address: string, reach: Reach): boolean {
  if (reach.loopback && isLoopbackAddress(address)) return true;
  return url.protocol === 'https:' && isPublicAddress(address);
}

/** The address that stands in a URL instead of a name. */
export function addressIn({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}

/** Why an endpoint cannot have this URL, in words; undefined where it can. What its name stands for is asked at each try. */
export function refusalOf(url: URL, reach: Reach): string | undefined {
  const isHttp = url.protocol === 'http:';
  if (!isHttp && url.protocol !== 'https:') return 'must begin with https://';
  const address = addressIn(url);
  const named = address ?? (isLocalName(url.hostname) ? '127.0.0.1' : undefined);
  if (isHttp && !(reach.loopback && named !== undefined && isLoopbackAddress(named))) return 'must begin with https://';
  if (url.username !== '' || url.password !== '')
    return 'must have no user and no password: the signature tells who sends';
  if (url.hash !== '') return 'must have no fragment: it is never sent';
  if (named !== undefined && !mayConnect(url, named, reach))
    return 'must not name an address outside the public internet';
  return undefined;
}

function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}
