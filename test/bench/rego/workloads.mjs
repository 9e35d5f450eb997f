// Four everyday policies with inputs: what test/bench/rego.mjs measures. Plain Rego that every peer evaluates the same.

const ROLES = `package rbac

default allow := false

allow if "admin" in user_roles

allow if {
	some role in user_roles
	some grant in data.roles[role].grants
	grant.action == input.action
	grant.type == input.type
}

user_roles contains role if some role in data.users[input.user].roles
`;

function rolesData() {
  const types = ['dog', 'cat', 'order', 'invoice', 'report'];
  const roles = {};
  for (const [index, name] of ['employee', 'billing', 'customer', 'support', 'auditor'].entries()) {
    const grants = types.slice(0, index + 1).flatMap((type) => [
      { action: 'read', type },
      { action: name === 'billing' ? 'update' : 'list', type },
    ]);
    roles[name] = { grants };
  }
  const users = {
    alice: { roles: ['customer'] },
    bob: { roles: ['employee', 'billing'] },
    eve: { roles: ['auditor'] },
  };
  for (let index = 0; index < 200; index++) users[`user${index}`] = { roles: ['employee', 'customer'] };
  return { roles, users };
}

const ADMISSION = `package kubernetes.admission

workload_kinds := {"Deployment", "StatefulSet", "DaemonSet", "Job"}

is_workload if input.request.kind.kind in workload_kinds

containers contains container if {
	is_workload
	some container in input.request.object.spec.template.spec.containers
}

containers contains container if {
	is_workload
	some container in input.request.object.spec.template.spec.initContainers
}

registry_allowed(image) if {
	some registry in data.registries
	startswith(image, registry)
}

deny contains msg if {
	some container in containers
	not registry_allowed(container.image)
	msg := sprintf("container %v: image %v is from an untrusted registry", [container.name, container.image])
}

deny contains msg if {
	some container in containers
	endswith(container.image, ":latest")
	msg := sprintf("container %v: image %v uses the tag latest", [container.name, container.image])
}

deny contains msg if {
	some container in containers
	container.securityContext.privileged
	msg := sprintf("container %v must not be privileged", [container.name])
}

deny contains msg if {
	some container in containers
	not container.securityContext.runAsNonRoot
	msg := sprintf("container %v must set runAsNonRoot", [container.name])
}

deny contains msg if {
	some container in containers
	some kind in ["cpu", "memory"]
	not container.resources.limits[kind]
	msg := sprintf("container %v has no limit of %v", [container.name, kind])
}

deny contains msg if {
	is_workload
	some label in ["app", "owner"]
	not input.request.object.metadata.labels[label]
	msg := sprintf("label %v is missing", [label])
}

deny contains msg if {
	is_workload
	input.request.object.spec.template.spec.hostNetwork == true
	msg := "hostNetwork must not be used"
}
`;

function container(name, image, extra) {
  return {
    name,
    image,
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    env: [{ name: 'LOG_LEVEL', value: 'info' }],
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, privileged: false },
    ...extra,
  };
}

function admissionInput() {
  const containers = [
    container('web', 'registry.example.com/shop/web:1.4.2'),
    container('proxy', 'docker.io/library/envoy:latest', { securityContext: { privileged: false } }),
    container('metrics', 'registry.example.com/ops/metrics:2.0.0', { resources: { limits: { cpu: '100m' } } }),
  ];
  const labels = { app: 'shop' };
  return {
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      operation: 'CREATE',
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'shop', namespace: 'prod', labels },
        spec: {
          replicas: 3,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      },
    },
  };
}

const SECURITY_GROUP = `package security_group

sensitive_ports := {22, 3389, 3306, 5432, 6379, 9200, 27017}

is_open(rule) if rule.CidrIp == "0.0.0.0/0"

is_open(rule) if rule.CidrIpv6 == "::/0"

covers(rule, port) if {
	rule.FromPort <= port
	rule.ToPort >= port
}

deny contains {"message": message, "path": ["SecurityGroupIngress", i]} if {
	some i, rule in input.properties.SecurityGroupIngress
	rule.IpProtocol in {"tcp", "-1"}
	is_open(rule)
	some port in sensitive_ports
	covers(rule, port)
	message := sprintf("port %d is open to the internet", [port])
}

deny contains {"message": "all protocols are open to the internet", "path": ["SecurityGroupIngress", i]} if {
	some i, rule in input.properties.SecurityGroupIngress
	rule.IpProtocol == "-1"
	is_open(rule)
}
`;

function securityGroupInput() {
  const ingress = [];
  for (let index = 0; index < 50; index++) {
    const port = index === 17 ? 22 : 8000 + index;
    ingress.push({
      IpProtocol: index % 9 === 4 ? 'udp' : 'tcp',
      FromPort: port,
      ToPort: port + (index % 5),
      CidrIp: index % 6 === 5 ? '0.0.0.0/0' : `10.${index}.0.0/16`,
      Description: `rule ${index}`,
    });
  }
  return {
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-1',
    properties: { GroupName: 'web', SecurityGroupIngress: ingress },
  };
}

const GROUPING = `package grouping

by_team[team] contains resource.id if {
	some resource in input.resources
	team := resource.tags.Team
}

counts := {team: count(ids) | some team, ids in by_team}

untagged := count([1 | some resource in input.resources; not resource.tags.Team])

report := {"counts": counts, "untagged": untagged}
`;

function groupingInput() {
  const resources = [];
  for (let index = 0; index < 1000; index++) {
    const tags = { Name: `r-${index}`, Environment: index % 2 === 0 ? 'prod' : 'dev' };
    if (index % 20 !== 7) tags.Team = `team-${index % 17}`;
    resources.push({ id: `arn:aws:s3:::bucket-${index}`, type: 'AWS::S3::Bucket', tags });
  }
  return { resources };
}

/**
 * Shape: one policy, its data and input, and the path whose value is asked for. `open` is the way to a container of input
 * or data and a key of it (`*` for further elements) that the policy looks up and that can be taken for unknown.
 */
export const WORKLOADS = [
  {
    name: 'roles',
    title: 'role-based access',
    module: ROLES,
    path: 'data.rbac.allow',
    data: rolesData(),
    input: { user: 'bob', action: 'update', type: 'cat' },
    open: { at: ['data', 'users', 'bob', 'roles'], key: '*' },
  },
  {
    name: 'admission',
    title: 'Kubernetes admission, 3 containers',
    module: ADMISSION,
    path: 'data.kubernetes.admission.deny',
    data: { registries: ['registry.example.com/', 'ghcr.io/example/'] },
    input: admissionInput(),
    open: {
      at: ['input', 'request', 'object', 'spec', 'template', 'spec', 'containers', 1, 'securityContext'],
      key: 'runAsNonRoot',
    },
  },
  {
    name: 'security-group',
    title: 'security group, 50 rules',
    module: SECURITY_GROUP,
    path: 'data.security_group.deny',
    data: {},
    input: securityGroupInput(),
    open: { at: ['input', 'properties', 'SecurityGroupIngress', 5], key: 'CidrIpv6' },
  },
  {
    name: 'grouping',
    title: 'grouping 1,000 resources by tag',
    module: GROUPING,
    path: 'data.grouping.report',
    data: {},
    input: groupingInput(),
    open: { at: ['input', 'resources', 7, 'tags'], key: 'Team' },
  },
];
