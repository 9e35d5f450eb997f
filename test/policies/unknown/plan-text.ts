/**
 * A resource of a made-up plan, or a data source (`data.aws_x.y`) that is read only when the plan is applied.
 * Shape: `unknown` as in `after_unknown`; `expressions` as in the plan's configuration; `before` for one that exists.
 */
export type PlannedText = {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly unknown?: Readonly<Record<string, unknown>>;
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>>;
};

/** The JSON of a plan over AWS resources; addresses may lie in modules (`module.a.aws_x.y`) and have instance keys. */
export function planText(resources: readonly PlannedText[], more: Readonly<Record<string, unknown>> = {}): string {
  const provider = 'registry.terraform.io/hashicorp/aws';
  const rows = resources.map((resource) => ({ ...resource, ...partsOf(resource.address) }));
  const modules = [...new Set(rows.map(({ module }) => module).filter((module) => module !== ''))];
  const planned = (module: string) =>
    rows
      .filter((row) => row.module === module)
      .map(({ address, mode, type, name, index, values }) => ({
        address,
        mode,
        type,
        name,
        ...(index === undefined ? {} : { index }),
        provider_name: provider,
        schema_version: 0,
        values,
      }));
  const configured = (module: string) => {
    const seen = new Set<string>();
    return rows.flatMap(({ module: own, mode, type, name, index, expressions = {} }) => {
      if (own !== module || seen.has(`${type}.${name}`)) return [];
      seen.add(`${type}.${name}`);
      const each = typeof index === 'string' ? { for_each_expression: { references: ['var.each'] } } : {};
      const count = typeof index === 'number' ? { count_expression: { constant_value: 2 } } : {};
      return [
        {
          address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`,
          mode,
          type,
          name,
          provider_config_key: 'aws',
          expressions,
          ...each,
          ...count,
        },
      ];
    });
  };
  const { moduleCalls = {}, ...rest } = more as { moduleCalls?: Record<string, Record<string, unknown>> };
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        resources: planned(''),
        child_modules: modules.map((module) => ({ address: `module.${module}`, resources: planned(module) })),
      },
    },
    resource_changes: rows.map(({ address, module, mode, type, name, index, values, unknown = {}, before }) => ({
      address,
      ...(module === '' ? {} : { module_address: `module.${module}` }),
      mode,
      type,
      name,
      ...(index === undefined ? {} : { index }),
      provider_name: provider,
      change: {
        actions: [mode === 'data' ? 'read' : before === undefined ? 'create' : 'no-op'],
        before: before ?? null,
        after: values,
        after_unknown: unknown,
        before_sensitive: false,
        after_sensitive: {},
      },
    })),
    configuration: {
      provider_config: { aws: { name: 'aws', full_name: provider } },
      root_module: {
        resources: configured(''),
        module_calls: Object.fromEntries(
          modules.map((module) => [
            module,
            {
              source: `./${module}`,
              ...moduleCalls[module],
              module: { resources: configured(module), variables: {}, ...(moduleCalls[module]?.module as object) },
            },
          ]),
        ),
        ...rest,
      },
    },
  });
}

function partsOf(address: string) {
  const match = /^(?:module\.([^.]+)\.)?(data\.)?([^.]+)\.([^.[]+)(?:\[(.+)\])?$/.exec(address);
  const [, module = '', data, type = '', name = '', key] = match ?? [];
  const mode = data === undefined ? 'managed' : 'data';
  return { module, mode, type, name, index: key === undefined ? undefined : (JSON.parse(key) as string | number) };
}
