import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { codeKeyOf, developmentCodeKey } from './code-key.js';
import { CodeVault } from './code-vault.js';
import { codeSettings } from './config.js';
import { aVault } from './vault.fixture.js';

const vault = aVault();
const other = new CodeVault(Buffer.alloc(32, 8));
const code = vault.draw();

describe('the vault of codes', () => {
  it('looks a code up by 128 bits that follow from it and the key', () => {
    expect(vault.digestOf(code)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(aVault().digestOf(code)).toBe(vault.digestOf(code));
    expect(other.digestOf(code)).not.toBe(vault.digestOf(code));
    expect(vault.digestOf('23456-789CD-FHJKM-NPQRT')).toBe('16e0d663-0556-2a2a-d90c-035036127d98');
  });

  it('opens for a customer what it sealed for the customer', () => {
    for (const customerId of ['ann', 'ä'.repeat(255)]) {
      expect(vault.open(vault.seal(code, customerId), customerId)).toBe(code);
    }
    expect(vault.seal(code, 'ann').equals(vault.seal(code, 'ann'))).toBe(false);
    expect(vault.seal(code, 'ann').includes(code.slice(0, 5))).toBe(false);
  });

  it('opens it for nobody else, with no other key, and not when it was changed', () => {
    const sealed = vault.seal(code, 'ann');
    expect(() => vault.open(sealed, 'bob')).toThrow();
    expect(() => other.open(sealed, 'ann')).toThrow();
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Buffer.from(sealed);
      changed[place]! ^= 1;
      expect(() => vault.open(changed, 'ann')).toThrow();
    }
  });
});

describe('the key of codes', () => {
  const settings = z.object(codeSettings);
  const hex = 'a1b2c3d4e5f60718'.repeat(4);
  const said = (CAMPAIGN_CODE_KEY: string | undefined) =>
    settings
      .safeParse({ CAMPAIGN_CODE_KEY })
      .error?.issues.map(({ message }) => message)
      .join() ?? 'nothing';

  it('is 32 bytes, as 64 hex digits or in base64', () => {
    const key = Buffer.from(hex, 'hex');
    expect(codeKeyOf(hex)).toEqual(key);
    expect(codeKeyOf(key.toString('base64'))).toEqual(key);
    expect(settings.parse({ CAMPAIGN_CODE_KEY: hex }).CAMPAIGN_CODE_KEY).toEqual(key);
  });

  it.each([
    ['too short', 'a1b2', 'no key of 32 bytes'],
    ['a word', 'perennial', 'no key of 32 bytes'],
    ['one byte over and over', '00'.repeat(32), 'chance made'],
  ])('is refused when it is %s', (_title, text, message) => {
    expect(said(text)).toContain(message);
  });

  it('has no default in production', () => {
    const before = process.env['NODE_ENV'];
    try {
      process.env['NODE_ENV'] = 'production';
      expect(said(undefined)).toContain('is missing, and production has no key of its own');
      process.env['NODE_ENV'] = 'development';
      expect(said(undefined)).toBe('nothing');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('that nobody gave is made at the first use, readable by its user only, and found by the next one', () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'perennial-codes-')), 'data');
    const { key, file } = developmentCodeKey(dir);
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(developmentCodeKey(dir).key.equals(key)).toBe(true);
    rmSync(dir, { recursive: true });
  });
});
