import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** PEM texts of a certificate that vouches for itself, so that it is its own root, and of its key. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes a certificate for a host name, valid to the end of 2049: made anew in each run, no key has to be kept.
 * DER of RFC 5280, section 4.1: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function makeCertificate(hostName: string): Certificate {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const ecdsaWithSha256 = sequence(tag(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = Buffer.from('550403', 'hex');
  const name = sequence(tag(0x31, sequence(tag(0x06, commonName), tag(0x0c, Buffer.from(hostName)))));
  const toBeSigned = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))), // version 3
    tag(0x02, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name, // issuer
    sequence(tag(0x17, Buffer.from('200101000000Z')), tag(0x17, Buffer.from('491231235959Z'))),
    name, // subject
    pair.publicKey,
    tag(0xa3, sequence(extension('551d11', sequence(tag(0x82, Buffer.from(hostName)))))),
  );
  const signature = sign('sha256', toBeSigned, createPrivateKey(pair.privateKey));
  const der = sequence(toBeSigned, ecdsaWithSha256, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  const certificate = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { certificate, key: pair.privateKey };
}

function extension(object: string, value: Buffer): Buffer {
  return sequence(tag(0x06, Buffer.from(object, 'hex')), tag(0x04, value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function tag(type: number, content: Buffer): Buffer {
  const { length } = content;
  const header = length < 128 ? [type, length] : [type, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(header), content]);
}
