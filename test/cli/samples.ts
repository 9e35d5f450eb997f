/** Small inputs that scenarios share. */

/** A pod whose only finding of severity high or above is that it runs privileged. */
export const BAD_POD = `apiVersion: v1
kind: Pod
metadata: { name: bad, namespace: shop }
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - name: main
      image: registry.example.com/main:1.0
      securityContext: { privileged: true }
`;

export const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: front, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;

/** A plan that creates one bucket. */
export const BUCKET_PLAN = JSON.stringify(planOf('aws_s3_bucket', { bucket: 'logs', force_destroy: false }));

/** A plan without resources. */
export const EMPTY_PLAN = JSON.stringify({
  format_version: '1.2',
  terraform_version: '1.9.0',
  planned_values: { root_module: {} },
  resource_changes: [],
  configuration: { root_module: {} },
});

/** A plan that creates one resource of a type. */
export function planOf(type: string, values: object, more: object = {}): object {
  const address = `${type}.one`;
  const provider = 'registry.terraform.io/hashicorp/aws';
  return {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: {
      root_module: { resources: [{ address, mode: 'managed', type, name: 'one', provider_name: provider, values }] },
    },
    resource_changes: [
      {
        address,
        mode: 'managed',
        type,
        name: 'one',
        provider_name: provider,
        change: { actions: ['create'], before: null, after: values, after_unknown: {}, after_sensitive: {} },
      },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address,
            mode: 'managed',
            type,
            name: 'one',
            provider_config_key: 'aws',
            expressions: Object.fromEntries(
              Object.entries(values).map(([key, value]) => [key, { constant_value: value }]),
            ),
          },
        ],
      },
    },
    ...more,
  };
}
