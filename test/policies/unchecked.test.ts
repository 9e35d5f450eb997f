import { expect, test } from 'vitest';
import { extractFiles } from '../resources/load.ts';
import { judge } from './support.ts';

const PLAN = 'fixtures/projects/satellites/plan.json';

test('a satellite that was merged into its owner says so', () => {
  const { resources } = extractFiles([PLAN]);
  const merged = resources.filter(({ mergedInto = [] }) => mergedInto.length > 0);
  const names = merged.map(({ id, mergedInto = [] }) => `${id} -> ${mergedInto.join(' ')}`);
  expect(names).toContain('aws_s3_bucket_versioning.named -> aws_s3_bucket.named');
  expect(names.some((name) => name.includes('-> outside/AWS::S3::Bucket/'))).toBe(true);
  expect(names.filter((name) => name.startsWith('aws_s3_bucket_versioning.either'))).toEqual([]);
  expect(resources.filter(({ id }) => id === 'aws_s3_bucket.direct').map((one) => one.mergedInto)).toEqual([[]]);
});

test('satellites of owners that were judged are not listed as not checked', () => {
  const { notChecked } = judge([PLAN]);
  const listed = notChecked.filter(({ reason }) => reason === 'no policy applies').map(({ what }) => what);
  expect(listed.filter((what) => /aws_(s3_bucket|security_group|vpc_security)/.test(what))).toEqual([
    '1 aws_s3_bucket_public_access_block',
    '1 aws_s3_bucket_versioning',
  ]);
});
