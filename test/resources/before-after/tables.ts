/**
 * Where the plan before and what is there after apply differ, and why that is right.
 * Shape: `path` is dotted, list indexes as `*`. Every row must be met, and every difference must have a row.
 */

/** A property that the mock of AWS reports otherwise than AWS does; what we say before apply is AWS's documented value. */
export const MOCK_PROPERTIES: readonly { readonly type: string; readonly path: string; readonly why: string }[] = [
  {
    type: 'AWS::S3::Bucket',
    path: 'BucketEncryption',
    why: 'S3 encrypts every bucket with SSE-S3 since January 2023; the mock reports no encryption',
  },
  {
    type: 'AWS::EC2::Instance',
    path: 'NetworkInterfaces.*.AssociatePublicIpAddress',
    why: 'a subnet of a network of one`s own gives no public address; the mock gives one to every instance',
  },
  {
    type: 'AWS::KMS::Key',
    path: 'RotationPeriodInDays',
    why: 'GetKeyRotationStatus gives the period (365 by default); the mock leaves it out',
  },
  {
    type: 'AWS::Logs::LogGroup',
    path: 'LogGroupClass',
    why: 'DescribeLogGroups gives STANDARD where no class was asked for; the mock leaves it out',
  },
  {
    type: 'AWS::AmazonMQ::Broker',
    path: 'AuthenticationStrategy',
    why: 'DescribeBroker gives the strategy, simple by default; the mock leaves it out',
  },
  {
    type: 'AWS::EKS::Cluster',
    path: 'ResourcesVpcConfig.PublicAccessCidrs.*',
    why: 'DescribeCluster gives 0.0.0.0/0 where nothing was asked for; the mock gives an empty list',
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    path: 'MutualAuthentication',
    why: 'DescribeListeners gives mode off for HTTPS listeners; the mock leaves it out',
  },
  {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    path: 'ExtendedS3DestinationConfiguration.CloudWatchLoggingOptions',
    why: 'DescribeDeliveryStream gives the options, not enabled by default; the mock leaves them out',
  },
  {
    type: 'AWS::SQS::Queue',
    path: 'SqsManagedSseEnabled',
    why: 'a queue with a KMS key has SqsManagedSseEnabled false; the mock gives true for every queue',
  },
  {
    type: 'AWS::RDS::DBCluster',
    path: 'KmsKeyId',
    why: 'a cluster that is not encrypted has no key; the mock gives `default_kms_key_id`',
  },
  {
    type: 'AWS::Config::ConfigurationRecorder',
    path: 'RecordingMode',
    why: 'DescribeConfigurationRecorders gives the mode, CONTINUOUS by default; the mock leaves it out',
  },
  {
    type: 'AWS::EKS::Nodegroup',
    path: 'RemoteAccess',
    why: 'a node group without remote access has none; the mock gives a key pair `eksKeypair`',
  },
  {
    type: 'AWS::Lambda::Function',
    path: 'DeadLetterConfig',
    why: 'GetFunctionConfiguration gives the target that was set; the mock forgets it',
  },
  {
    type: 'AWS::CloudFront::Distribution',
    path: 'DistributionConfig.ViewerCertificate.SslSupportMethod',
    why: 'the default certificate has no support method; the mock gives sni-only',
  },
];

/** A verdict that differs because of the mock: each follows from a row of `MOCK_PROPERTIES`. */
export const MOCK_VERDICTS: readonly {
  readonly policy: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}[] = [
  { policy: 'aws/s3-bucket-encryption', before: 'pass', after: 'fail', why: 'BucketEncryption' },
  { policy: 'aws/ec2-public-ip', before: 'pass', after: 'fail', why: 'NetworkInterfaces.*.AssociatePublicIpAddress' },
];

/** A property that is known of a new resource and that the provider does not read back, or only with a satellite. */
export const NOT_READ_BACK: readonly { readonly type: string; readonly path: string; readonly why: string }[] = [
  { type: 'AWS::S3::Bucket', path: 'AccessControl', why: 'the provider never reads an ACL back' },
  { type: 'AWS::S3::Bucket', path: 'OwnershipControls', why: 'only its satellite reads it' },
  { type: 'AWS::S3::Bucket', path: 'PublicAccessBlockConfiguration', why: 'only its satellite reads it' },
  { type: 'AWS::EFS::FileSystem', path: 'BackupPolicy', why: 'only its satellite reads it' },
  { type: 'AWS::SecretsManager::Secret', path: 'RotationEnabled', why: 'only its satellite reads it' },
  {
    type: 'AWS::S3::Bucket',
    path: 'BucketEncryption',
    why: 'in a state: the bucket may have been read before a satellite was deleted',
  },
  {
    type: 'AWS::EC2::VPCEndpoint',
    path: 'PolicyDocument',
    why: 'in a state: the endpoint may have been read before a satellite was deleted',
  },
];

/** A definite verdict that is unknown after apply, since something of `NOT_READ_BACK`, or who else may attach, decides it. */
export const NOT_KNOWN_LATER: readonly { readonly policy: string; readonly why: string }[] = [
  { policy: 'aws/s3-bucket-public-access', why: 'PublicAccessBlockConfiguration' },
  { policy: 'aws/s3-bucket-logging', why: 'AccessControl, which tells whether the bucket is a target of logs' },
  { policy: 'aws/s3-bucket-encryption', why: 'BucketEncryption, in a state' },
  { policy: 'aws/s3-bucket-versioning', why: 'the own attribute of a bucket without its satellite, in a state' },
  { policy: 'aws/iam-administrator-access', why: 'others may attach policies to a role, user or group that exists' },
  { policy: 'aws/iam-policy-admin', why: 'others may add inline policies to a role, user or group that exists' },
  {
    policy: 'aws/iam-policy-wildcard-actions',
    why: 'others may add inline policies to a role, user or group that exists',
  },
  { policy: 'aws/iam-user-direct-policies', why: 'others may attach policies to a user that exists' },
  { policy: 'aws/security-group-open-admin-ports', why: 'the group was read before its rule was deleted, in a state' },
  { policy: 'aws/security-group-open-databases', why: 'the group was read before its rule was deleted, in a state' },
];

/** Shipped policies without a passing or failing resource here, and why. */
export const NOT_SHOWN: readonly {
  readonly policy: string;
  readonly verdict: 'pass' | 'fail';
  readonly why: string;
}[] = [
  {
    policy: 'aws/cloudtrail-multi-region',
    verdict: 'pass',
    why: 'the mock cannot switch a trail on by its ARN, so none is recording',
  },
  {
    policy: 'aws/s3-account-public-access',
    verdict: 'pass',
    why: 'S3 Control puts the account into the host name, which the mock on the loopback interface cannot have',
  },
  { policy: 'aws/s3-account-public-access', verdict: 'fail', why: 'as above' },
];
