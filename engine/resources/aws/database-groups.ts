import { attribute, each, itemTags, nonEmpty, type Read, type TypeMapper, tagList, within } from '../mapper.ts';
import { attributes, filled, reportedAs } from '../shapes.ts';
import { isUnknown, originOf, step, type Traced, unknownAt } from '../traced.ts';

/** AWS::RDS::DBSubnetGroup. */
export const dbSubnetGroup: TypeMapper = {
  type: 'AWS::RDS::DBSubnetGroup',
  terraform: ['aws_db_subnet_group'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['DBSubnetGroupName', 'SubnetIds'],
  properties: {
    ...attributes({ DBSubnetGroupName: 'name', SubnetIds: 'subnet_ids' }),
    ...filled({ DBSubnetGroupDescription: 'description' }),
    Tags: tagList(),
  },
  item: {
    ...reportedAs({ DBSubnetGroupName: 'dBSubnetGroupName', DBSubnetGroupDescription: 'dBSubnetGroupDescription' }),
    SubnetIds: within('configuration', each('subnets', attribute('subnetIdentifier'))),
    Tags: itemTags,
  },
};

/** Parameters as a map from name to value. A name that is not known leaves the map open. */
const parameters: Read = (at) => {
  const list = step(at, 'parameter');
  if (isUnknown(list)) return unknownAt(list);
  const fields: [string, Traced][] = [];
  let open = false;
  const blocks = Array.isArray(list.value) ? list.value.length : 0;
  for (let index = 0; index < blocks; index++) {
    const parameter = step(list, index);
    const name = step(parameter, 'name').value;
    const value = nonEmpty('value')(parameter);
    if (typeof name !== 'string') open = true;
    else if (value !== undefined) fields.push([name, value]);
  }
  return { kind: 'object', fields, at: originOf(list), ...(open ? { open: 'after-apply' as const } : {}) };
};

/** AWS::RDS::DBParameterGroup. Parameters that are left out have the engine's default. */
export const dbParameterGroup: TypeMapper = {
  type: 'AWS::RDS::DBParameterGroup',
  terraform: ['aws_db_parameter_group'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['DBParameterGroupName', 'Family'],
  properties: {
    ...attributes({ DBParameterGroupName: 'name', Family: 'family', Description: 'description' }),
    Parameters: parameters,
    Tags: tagList(),
  },
};

/** AWS::RDS::DBClusterParameterGroup. */
export const dbClusterParameterGroup: TypeMapper = {
  type: 'AWS::RDS::DBClusterParameterGroup',
  terraform: ['aws_rds_cluster_parameter_group'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['DBClusterParameterGroupName', 'Family'],
  properties: {
    ...attributes({ DBClusterParameterGroupName: 'name', Family: 'family', Description: 'description' }),
    Parameters: parameters,
    Tags: tagList(),
  },
};
