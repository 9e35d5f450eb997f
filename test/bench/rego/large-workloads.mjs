// Policies of hundreds of rules and policies that ask the same again: what indexes and memories are for.

const SERVICES = Array.from({ length: 1500 }, (_, index) => `AWS::Service${index}::Resource`);

const TYPED = `package typed

${SERVICES.map(
  (type, index) => `deny contains "${type} ${index % 7}" if {
	input.resource.type == "${type}"
	input.resource.properties.level < ${index % 7}
}
`,
).join('\n')}`;

const ROUTES = Array.from({ length: 250 }, (_, index) => ['GET', 'POST', 'PUT', 'DELETE'].map((verb) => [verb, index]));

const ROUTED = `package routed

default allow := false

${ROUTES.flat()
  .map(
    ([verb, index]) => `allow if {
	input.method == "${verb}"
	input.path == ["api", "v${index % 3}", "things${index}"]
	input.path[2] == "things${index}"
	"role${index % 5}" in input.roles
}
`,
  )
  .join('\n')}`;

const PRICES = `package prices

${Array.from({ length: 500 }, (_, index) => `price("sku-${index}", n) := n * ${index + 1}\n`).join('\n')}
total := sum([price(line.sku, line.n) | some line in input.lines])
`;

const OWNERS = `package owners

owner_of[id] := owner if some id, owner in data.teams

subnets_of[vpc] contains subnet.id if {
	some subnet in input.subnets
	vpc := subnet.vpc
}

deny contains message if {
	some instance in input.instances
	not owner_of[instance.id]
	message := sprintf("%v has no owner", [instance.id])
}

deny contains message if {
	some instance in input.instances
	not subnets_of[instance.vpc][instance.subnet]
	message := sprintf("%v is outside of its network", [instance.id])
}
`;

const JOINED = `package joined

report contains {"vpc": vpc.id, "open": count(open)} if {
	some vpc in input.vpcs
	open := [group.id | some group in input.groups; group.vpc == vpc.id; group.open]
	count(open) > 0
}
`;

const REPEATED = `package repeated

is_trusted(account) if {
	some pattern in data.patterns
	regex.match(pattern, account)
}

deny contains statement.id if {
	some statement in input.statements
	some account in statement.accounts
	not is_trusted(account)
}

trusted contains statement.id if {
	some statement in input.statements
	every account in statement.accounts { is_trusted(account) }
}
`;

const list = (length, make) => Array.from({ length }, (_, index) => make(index));

/** Shape: as the everyday ones. */
export const LARGE_WORKLOADS = [
  {
    name: 'typed',
    title: '1,500 rules, one for each type of resource',
    module: TYPED,
    path: 'data.typed.deny',
    data: {},
    input: { resource: { type: SERVICES[1234], properties: { level: 1 } } },
    open: { at: ['input', 'resource', 'properties'], key: 'level' },
  },
  {
    name: 'routed',
    title: '1,000 rules by method and path',
    module: ROUTED,
    path: 'data.routed.allow',
    data: {},
    input: { method: 'PUT', path: ['api', 'v1', 'things133'], roles: ['role3'] },
    open: { at: ['input', 'roles'], key: '*' },
  },
  {
    name: 'prices',
    title: 'a function of 500 clauses, called 200 times',
    module: PRICES,
    path: 'data.prices.total',
    data: {},
    input: { lines: list(200, (index) => ({ sku: `sku-${(index * 37) % 500}`, n: index })) },
    open: { at: ['input', 'lines', 7], key: 'n' },
  },
  {
    name: 'owners',
    title: 'entries of objects that rules make, by key, 300 times',
    module: OWNERS,
    path: 'data.owners.deny',
    data: { teams: Object.fromEntries(list(2000, (index) => [`i-${index}`, `team-${index % 9}`])) },
    input: {
      subnets: list(60, (index) => ({ id: `subnet-${index}`, vpc: `vpc-${index % 6}` })),
      instances: list(300, (index) => ({
        id: `i-${index * 7}`,
        vpc: `vpc-${index % 6}`,
        subnet: `subnet-${index % 61}`,
      })),
    },
    open: { at: ['input', 'instances', 7], key: 'subnet' },
  },
  {
    name: 'joined',
    title: 'a join of 100 with 1,000 in a comprehension',
    module: JOINED,
    path: 'data.joined.report',
    data: {},
    input: {
      vpcs: list(100, (index) => ({ id: `vpc-${index}` })),
      groups: list(1000, (index) => ({ id: `sg-${index}`, vpc: `vpc-${index % 120}`, open: index % 3 === 0 })),
    },
    open: { at: ['input', 'groups', 7], key: 'open' },
  },
  {
    name: 'repeated',
    title: 'a slow function of few arguments, called 1,000 times',
    module: REPEATED,
    path: 'data.repeated',
    data: { patterns: list(20, (index) => `^${index}[0-9]{11}$`) },
    input: {
      statements: list(100, (index) => ({
        id: `s-${index}`,
        accounts: list(5, (n) => `${(index + n) % 25}00000000000`.slice(-12)),
      })),
    },
    open: { at: ['input', 'statements', 7, 'accounts'], key: '*' },
  },
];
