import { generateKeyPairSync } from 'node:crypto';
import type { Assessment } from '../../engine/assessment.ts';
import { buildPack, keyidOf, type PackFile, type SigningKey } from '../../engine/evidence/index.ts';
import { sampleAssessment } from '../reporters/sample-assessment.ts';

/** A pack of the sample run with one policy, the inputs of all resources, and a report. */
export function samplePack(
  keys: readonly SigningKey[] = [],
  assessment: Assessment = sampleAssessment,
): readonly PackFile[] {
  return buildPack(assessment, {
    policyFiles: [
      { path: 'policies/aws/s3-bucket-encryption/policy.rego', text: 'package probity.aws.s3_bucket_encryption\n' },
      { path: '../shared/lib tools.rego', text: 'package lib\n' },
    ],
    inputs: assessment.resources.map(({ id, type, properties, native }) => ({
      resource: id,
      input: { id, type, properties, native, change: null },
    })),
    reports: [{ path: 'report/index.html', text: '<!doctype html>\n' }],
    keys,
  });
}

/** A fresh key pair as `evidence pack` and `evidence verify` take them. */
export function makeKey(kind: 'ed25519' | 'p256'): SigningKey & { readonly publicPem: string } {
  const { privateKey, publicKey } =
    kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    keyid: keyidOf(publicKey),
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
