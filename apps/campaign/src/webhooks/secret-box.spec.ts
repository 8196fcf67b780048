import { randomBytes } from 'node:crypto';

import { SecretUnreadable } from './errors.js';
import { SecretBox } from './secret-box.js';

const box = new SecretBox(randomBytes(32));

describe('a sealed secret', () => {
  it('is opened by its key for its endpoint, is not in what is stored, and looks different each time', () => {
    const sealed = box.seal('whsec_hello', 'e-1');
    expect(box.open(sealed, 'e-1')).toBe('whsec_hello');
    expect(sealed.includes('hello')).toBe(false);
    expect(box.seal('whsec_hello', 'e-1').equals(sealed)).toBe(false);
  });

  it('is not opened for another endpoint, by another key, after any bit was changed, or when it is cut off', () => {
    const sealed = box.seal('whsec_hello', 'e-1');
    const unreadable = (bytes: Buffer, endpointId = 'e-1', by = box) =>
      expect(() => by.open(bytes, endpointId)).toThrow(SecretUnreadable);
    unreadable(sealed, 'e-2');
    unreadable(sealed, 'e-1', new SecretBox(randomBytes(32)));
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      unreadable(changed);
      unreadable(sealed.subarray(0, index));
    }
  });
});
