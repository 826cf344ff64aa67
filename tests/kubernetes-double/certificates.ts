/** Certificates made on the spot: an authority and servers it vouches for, as X.509 has them, in DER. */
import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

export interface Authority {
  /** PEM. */
  certificate: string;
  key: KeyObject;
  name: string;
}

export interface ServerCertificate {
  /** PEM. */
  cert: string;
  key: string;
}

export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned({ subject: name, issuer: name, publicKey, extensions: [basicConstraints()] });
  return { certificate: signed(body, privateKey), key: privateKey, name };
}

/** For `localhost` and 127.0.0.1. */
export function serverCertificate(authority: Authority): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned({ subject: 'kube-apiserver', issuer: authority.name, publicKey, extensions: [localNames()] });
  return {
    cert: signed(body, authority.key),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface Body {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  extensions: Buffer[];
}

function toBeSigned({ subject, issuer, publicKey, extensions }: Body): Buffer {
  const day = 86_400_000;
  return sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(generalizedTime(Date.now() - day), generalizedTime(Date.now() + 365 * day)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions))
  );
}

function signed(body: Buffer, key: KeyObject): string {
  const signature = createSign('sha256').update(body).sign(key);
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Identifiers in their encoded form: 1.2.840.10045.4.3.2, 2.5.4.3, 2.5.29.19, 2.5.29.17. */
const ecdsaWithSha256 = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const commonName = tagged(0x06, Buffer.from('550403', 'hex'));
const basicConstraintsId = tagged(0x06, Buffer.from('551d13', 'hex'));
const alternativeNameId = tagged(0x06, Buffer.from('551d11', 'hex'));

function basicConstraints(): Buffer {
  const isAuthority = sequence(tagged(0x01, Buffer.from([0xff])));
  return sequence(basicConstraintsId, tagged(0x01, Buffer.from([0xff])), tagged(0x04, isAuthority));
}

function localNames(): Buffer {
  const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  return sequence(alternativeNameId, tagged(0x04, names));
}

function nameOf(text: string): Buffer {
  return sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(text)))));
}

function generalizedTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
