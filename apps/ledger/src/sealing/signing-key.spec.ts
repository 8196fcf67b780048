import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { sealingSettings } from './config.js';
import { developmentKey, isSignedBy, keyIdOf, signingKeyOf, trustedKeysOf } from './signing-key.js';

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const der = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
const root = Buffer.alloc(32, 7);

describe('the signing key', () => {
  it('is the same from PEM and from the base64 of its DER, which fits one line', () => {
    expect(signingKeyOf(der)).toMatchObject({
      keyId: signingKeyOf(pem).keyId,
      publicKeyPem: signingKeyOf(pem).publicKeyPem,
    });
    expect(signingKeyOf(der).keyId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has an id that follows from the public key alone, and a signature that this key verifies and no other', () => {
    const key = signingKeyOf(pem);
    expect(keyIdOf(createPublicKey(key.publicKeyPem))).toBe(key.keyId);
    const own = trustedKeysOf(key.publicKeyPem).get(key.keyId)!;
    expect(isSignedBy(own, root, key.sign(root))).toBe(true);
    expect(isSignedBy(own, Buffer.alloc(32, 8), key.sign(root))).toBe(false);
    expect(isSignedBy(generateKeyPairSync('ed25519').publicKey, root, key.sign(root))).toBe(false);
    expect(isSignedBy(own, root, Buffer.from('short'))).toBe(false);
  });

  it('is of type Ed25519 and of no other', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const otherPem = (key: typeof other.privateKey, type: 'pkcs8' | 'spki') =>
      key.export({ type, format: 'pem' } as never).toString();
    expect(() => signingKeyOf(otherPem(other.privateKey, 'pkcs8'))).toThrow('Ed25519');
    expect(() => trustedKeysOf(otherPem(other.publicKey, 'spki'))).toThrow('Ed25519');
    expect(() => trustedKeysOf('nothing')).toThrow('no public key');
  });

  it('that nobody gave is made at the first use, readable by its user only, and found by the next one', () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'perennial-key-')), 'data');
    const first = developmentKey(dir);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(developmentKey(dir).key.keyId).toBe(first.key.keyId);
    expect(readdirSync(dir)).toEqual(['ledger-signing-key.pem']);
    expect(signingKeyOf(readFileSync(first.file, 'utf8')).keyId).toBe(first.key.keyId);
    // Never overwritten, even when it cannot be read as a key.
    writeFileSync(first.file, 'spoilt');
    expect(() => developmentKey(dir)).toThrow();
    expect(readFileSync(first.file, 'utf8')).toBe('spoilt');
    rmSync(dir, { recursive: true });
  });
});

describe('the settings of the seals', () => {
  const schema = z.object(sealingSettings);
  const before = process.env['NODE_ENV'];
  afterEach(() => (process.env['NODE_ENV'] = before));
  const messagesOf = (given: object) =>
    schema.safeParse(given).error?.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);

  it('refuse production without a key of its own, and say how to make one', () => {
    process.env['NODE_ENV'] = 'production';
    expect(messagesOf({})).toEqual([
      expect.stringMatching(/^LEDGER_SIGNING_KEY: is missing.*LEDGER_SIGNING_KEY_FILE.*openssl/),
    ]);
    expect(schema.parse({ LEDGER_SIGNING_KEY: der }).LEDGER_SIGNING_KEY?.keyId).toBe(signingKeyOf(pem).keyId);
  });

  it('need nothing in development', () => {
    process.env['NODE_ENV'] = 'development';
    expect(schema.parse({})).toMatchObject({ PERENNIAL_DATA_DIR: '.perennial', LEDGER_RETIRED_KEYS: new Map() });
    expect(schema.parse({}).LEDGER_SIGNING_KEY).toBeUndefined();
  });

  it('name the variable that holds no key, without repeating what it holds', () => {
    const messages = messagesOf({ LEDGER_SIGNING_KEY: 'hunter2', LEDGER_RETIRED_KEYS: 'hunter2' });
    expect(messages).toEqual([
      expect.stringMatching(/^LEDGER_SIGNING_KEY: /),
      expect.stringMatching(/^LEDGER_RETIRED_KEYS: /),
    ]);
    expect(messages?.join()).not.toContain('hunter2');
  });
});
