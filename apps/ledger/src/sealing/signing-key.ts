import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

import { developmentSecret } from '@perennial/service';

const PUBLIC_KEY = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** An Ed25519 key that checkpoints are signed with. */
export interface SigningKey {
  readonly keyId: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKeyPem: string;
  /** 64 bytes. */
  sign(root: Uint8Array): Buffer;
}

/** Public keys by their id: those whose signatures are believed. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** The first 16 hex digits of the SHA-256 of the public key in DER. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/**
 * @param text PKCS#8, as PEM or as the base64 of its DER, which is one line and so fits a variable
 * @throws Error when it is no private Ed25519 key
 */
export function signingKeyOf(text: string): SigningKey {
  const privateKey = text.startsWith('-----')
    ? createPrivateKey(text)
    : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Error(`an Ed25519 key is needed, not one of type ${privateKey.asymmetricKeyType}`);
  const publicKey = createPublicKey(privateKey);
  return {
    keyId: keyIdOf(publicKey),
    publicKeyPem: pemOf(publicKey),
    sign: (root) => sign(null, root, privateKey),
  };
}

/** Whether `signature` is that of `key` over a checkpoint's root. */
export function isSignedBy(key: KeyObject, root: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, root, key, signature);
}

/** @param pem one or several public keys. @throws Error when there is none, or one is no Ed25519 key */
export function trustedKeysOf(pem: string): TrustedKeys {
  const keys = (pem.match(PUBLIC_KEY) ?? []).map((block) => createPublicKey(block));
  const other = keys.find((key) => key.asymmetricKeyType !== 'ed25519');
  if (other) throw new Error(`an Ed25519 key is needed, not one of type ${other.asymmetricKeyType}`);
  if (keys.length === 0) throw new Error('there is no public key in it (-----BEGIN PUBLIC KEY-----)');
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** The key of an installation that was given none; see `developmentSecret`. */
export function developmentKey(dataDir: string): { readonly key: SigningKey; readonly file: string } {
  const { text, file } = developmentSecret(dataDir, 'ledger-signing-key.pem', () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return { key: signingKeyOf(text), file };
}
