import type { UnavailableFunction } from '../value.ts';

const CRYPTOGRAPHY: readonly string[] = [
  'bcrypt',
  'htpasswd',
  'genPrivateKey',
  'derivePassword',
  'buildCustomCert',
  'genCA',
  'genCAWithKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
  'encryptAES',
  'decryptAES',
];

/** sprig's functions that a table template has no use for: keys and certificates, and what waits for the network. */
export function unavailableFunctions(): readonly UnavailableFunction[] {
  return [
    ...CRYPTOGRAPHY.map((name) => ({
      name,
      unavailable: `the function "${name}" makes or uses keys and passwords, which table templates can't`,
      hint: 'use sha256sum where a name is to be hashed',
    })),
    {
      name: 'getHostByName',
      unavailable: 'the function "getHostByName" asks the network, which table templates can\'t',
      hint: 'write the name or address itself into the template',
    },
  ];
}
