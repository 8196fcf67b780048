import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

import { drawCode, type RandomBytes } from '@perennial/codes';

import type { CodeKey } from './code-key.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Draws codes, and knows what of a code may stand in a table: its keyed digest, and what it stands in, encrypted. */
export class CodeVault {
  private readonly lookupKey: Buffer;

  /** @param random where codes come from; tests may know what it gives */
  constructor(
    private readonly key: CodeKey,
    private readonly random: RandomBytes = randomBytes,
  ) {
    this.lookupKey = this.derive('lookup');
  }

  draw(): string {
    return drawCode(this.random);
  }

  /** What a code is looked up by, as a UUID: the first 128 bits of HMAC-SHA-256. @param code as `parseCode` gives it */
  digestOf(code: string): string {
    const hex = createHmac('sha256', this.lookupKey).update(code).digest('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }

  /** A code as it is kept to be shown: encrypted with a key of its customer's own. */
  seal(code: string, customerId: string): Buffer {
    return encrypt(code, this.keyOfCustomer(customerId));
  }

  /** @throws Error when it was sealed for another customer, or with another key, or was changed */
  open(sealed: Buffer, customerId: string): string {
    return decrypt(sealed, this.keyOfCustomer(customerId));
  }

  /** A message that may have a code in it, as it is kept until it is sent: encrypted with a key of its own. */
  sealMessage(text: string, messageId: string): Buffer {
    return encrypt(text, this.derive(`message:${messageId}`));
  }

  /** @throws Error when it is another message's, or sealed with another key, or was changed */
  openMessage(sealed: Buffer, messageId: string): string {
    return decrypt(sealed, this.derive(`message:${messageId}`));
  }

  private keyOfCustomer(customerId: string): Buffer {
    return this.derive(`customer:${customerId}`);
  }

  /** 32 bytes; keys of different purposes say nothing of each other. */
  private derive(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(`perennial codes ${purpose}`).digest();
  }
}

function encrypt(text: string, key: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

function decrypt(sealed: Buffer, key: Buffer): string {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}
