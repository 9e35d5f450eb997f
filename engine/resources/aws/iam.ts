import type { JsonValue } from '../../inputs/index.ts';
import { isList } from '../json.ts';
import {
  attribute,
  constant,
  converted,
  each,
  itemTags,
  listOfOne,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  reportedList,
  type Satellite,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { managedPolicyArn, policyArnAt } from '../symbolic.ts';
import { type Cursor, copy, originOf, step, type Traced, unknownAt } from '../traced.ts';

const inlinePolicy = object({ PolicyName: attribute('name'), PolicyDocument: policyDocument('policy') });
const itemPolicy = object({ PolicyName: attribute('policyName'), PolicyDocument: policyDocument('policyDocument') });

/** An inline block without a policy is how Terraform writes "no inline policies". */
const inlinePolicies: Read = (at) => {
  const list = each('inline_policy', inlinePolicy)(at);
  if (list?.kind !== 'list') return list;
  const items = list.items.filter(
    (item) => item.kind !== 'object' || item.fields.some(([name]) => name !== 'PolicyName'),
  );
  return { ...list, items };
};

function policyOf(kind: 'role' | 'user' | 'group'): Satellite[] {
  const named = (at: Cursor, attributeName: string): readonly JsonValue[] => {
    const { value } = step(at, attributeName);
    return isList(value) ? value : [];
  };
  return [
    {
      terraform: `aws_iam_${kind}_policy`,
      owner: kind,
      property: 'Policies',
      read: listOfOne(inlinePolicy),
      union: true,
    },
    {
      terraform: `aws_iam_${kind}_policy_attachment`,
      owner: kind,
      property: 'ManagedPolicyArns',
      read: listOfOne(managedPolicyArn('policy_arn')),
      union: true,
    },
    {
      terraform: 'aws_iam_policy_attachment',
      owner: `${kind}s`,
      property: 'ManagedPolicyArns',
      read: listOfOne(managedPolicyArn('policy_arn')),
      union: true,
    },
    {
      terraform: `aws_iam_${kind}_policies_exclusive`,
      owner: `${kind}_name`,
      property: 'Policies',
      read: () => undefined,
      union: true,
      closes: (element, at) => named(at, 'policy_names').some((name) => nameOfPolicy(element) === name),
    },
    {
      terraform: `aws_iam_${kind}_policy_attachments_exclusive`,
      owner: `${kind}_name`,
      property: 'ManagedPolicyArns',
      read: each('policy_arns', policyArnAt),
      union: true,
      closes: (element, at) => named(at, 'policy_arns').includes(element),
    },
  ];
}

function nameOfPolicy(element: JsonValue): JsonValue | undefined {
  return typeof element === 'object' && element !== null && !isList(element)
    ? (element as { readonly [key: string]: JsonValue }).PolicyName
    : undefined;
}

function itemPolicies(list: string): Read {
  return reportedList(list, itemPolicy);
}

const itemManaged: Read = reportedList('attachedManagedPolicies', attribute('policyArn'));
const itemBoundary = within('configuration', within('permissionsBoundary', attribute('permissionsBoundaryArn')));

/** AWS::IAM::Role. A new role has no policies but those that the plan gives it (IAM API, CreateRole). */
export const iamRole: TypeMapper = {
  type: 'AWS::IAM::Role',
  identity: 'RoleName',
  terraform: ['aws_iam_role'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['RoleName', 'RoleId', 'Arn', 'AssumeRolePolicyDocument'],
  properties: {
    RoleName: attribute('name'),
    RoleId: attribute('unique_id'),
    Arn: attribute('arn'),
    Description: nonEmpty('description'),
    Path: attribute('path'),
    MaxSessionDuration: attribute('max_session_duration'),
    PermissionsBoundary: nonEmpty('permissions_boundary'),
    AssumeRolePolicyDocument: policyDocument('assume_role_policy'),
    ManagedPolicyArns: orDefault(each('managed_policy_arns', policyArnAt), []),
    Policies: orDefault(inlinePolicies, []),
    Tags: tagList(),
  },
  satellites: policyOf('role'),
  item: {
    RoleName: within('configuration', attribute('roleName')),
    RoleId: within('configuration', attribute('roleId')),
    Arn: within('configuration', attribute('arn')),
    Description: within('configuration', nonEmpty('description')),
    Path: within('configuration', attribute('path')),
    PermissionsBoundary: itemBoundary,
    AssumeRolePolicyDocument: within('configuration', policyDocument('assumeRolePolicyDocument')),
    ManagedPolicyArns: itemManaged,
    Policies: itemPolicies('rolePolicyList'),
    Tags: itemTags,
  },
};

/** AWS::IAM::User. Config does not report the login profile (whether there is a console password). */
export const iamUser: TypeMapper = {
  type: 'AWS::IAM::User',
  identity: 'UserName',
  terraform: ['aws_iam_user'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['UserName', 'Arn'],
  properties: {
    UserName: attribute('name'),
    Arn: attribute('arn'),
    Path: attribute('path'),
    PermissionsBoundary: nonEmpty('permissions_boundary'),
    Tags: tagList(),
  },
  satellites: [
    ...policyOf('user'),
    {
      terraform: 'aws_iam_user_group_membership',
      owner: 'user',
      property: 'Groups',
      read: attribute('groups'),
      union: true,
    },
    {
      terraform: 'aws_iam_group_membership',
      owner: 'users',
      property: 'Groups',
      read: listOfOne(attribute('group')),
      union: true,
    },
    {
      terraform: 'aws_iam_user_login_profile',
      owner: 'user',
      property: 'LoginProfile',
      read: (at) => ({
        kind: 'object',
        fields: [
          ['PasswordResetRequired', orDefault(attribute('password_reset_required'), false)(at) ?? constant(false)],
        ],
        at: originOf(at),
      }),
    },
  ],
  item: {
    UserName: within('configuration', attribute('userName')),
    Arn: within('configuration', attribute('arn')),
    Path: within('configuration', attribute('path')),
    PermissionsBoundary: itemBoundary,
    ManagedPolicyArns: itemManaged,
    Policies: itemPolicies('userPolicyList'),
    Groups: reportedList('groupList', (group) => copy(group)),
    Tags: itemTags,
  },
};

/** AWS::IAM::Group. */
export const iamGroup: TypeMapper = {
  type: 'AWS::IAM::Group',
  identity: 'GroupName',
  terraform: ['aws_iam_group'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['GroupName', 'Arn'],
  properties: { GroupName: attribute('name'), Arn: attribute('arn'), Path: attribute('path') },
  satellites: policyOf('group'),
  item: {
    GroupName: within('configuration', attribute('groupName')),
    Arn: within('configuration', attribute('arn')),
    Path: within('configuration', attribute('path')),
    ManagedPolicyArns: itemManaged,
    Policies: itemPolicies('groupPolicyList'),
  },
};

/** The default version among a managed policy's versions, where Config keeps its document. */
function defaultVersion(at: Cursor): Traced | undefined {
  const versions = step(step(at, 'configuration'), 'policyVersionList');
  if (!isList(versions.value)) return unknownAt(versions, 'not-reported');
  const index = versions.value.findIndex((_, place) => step(step(versions, place), 'isDefaultVersion').value === true);
  if (index < 0) return unknownAt(versions, 'not-reported');
  return policyDocument('document')(step(versions, index)) ?? unknownAt(versions, 'not-reported');
}

/** AWS::IAM::ManagedPolicy. Config calls managed policies AWS::IAM::Policy, CloudFormation's name for inline ones. */
export const iamManagedPolicy: TypeMapper = {
  type: 'AWS::IAM::ManagedPolicy',
  terraform: ['aws_iam_policy'],
  itemTypes: ['AWS::IAM::Policy'],
  keys: ['arn', 'id'],
  alwaysSet: ['ManagedPolicyName', 'PolicyArn', 'PolicyId', 'PolicyDocument'],
  properties: {
    ManagedPolicyName: attribute('name'),
    Description: nonEmpty('description'),
    Path: attribute('path'),
    PolicyArn: attribute('arn'),
    PolicyId: attribute('policy_id'),
    PolicyDocument: policyDocument('policy'),
    Tags: tagList(),
  },
  item: {
    ManagedPolicyName: within('configuration', attribute('policyName')),
    Description: within('configuration', nonEmpty('description')),
    Path: within('configuration', attribute('path')),
    PolicyArn: within('configuration', attribute('arn')),
    PolicyId: within('configuration', attribute('policyId')),
    PolicyDocument: defaultVersion,
    AttachmentCount: within('configuration', attribute('attachmentCount')),
    IsAttachable: within('configuration', attribute('isAttachable')),
    DefaultVersionId: within('configuration', attribute('defaultVersionId')),
    Tags: itemTags,
  },
};

/**
 * Extension: AWS::IAM::AccountPasswordPolicy, in the shape of the IAM API's PasswordPolicy.
 * Defaults of what is not set: no requirement, as UpdateAccountPasswordPolicy documents (each parameter resets to
 * false, reuse prevention and maximum age to none).
 */
export const iamAccountPasswordPolicy: TypeMapper = {
  type: 'AWS::IAM::AccountPasswordPolicy',
  terraform: ['aws_iam_account_password_policy'],
  keys: ['id'],
  properties: {
    MinimumPasswordLength: orDefault(attribute('minimum_password_length'), 6),
    RequireSymbols: orDefault(attribute('require_symbols'), false),
    RequireNumbers: orDefault(attribute('require_numbers'), false),
    RequireUppercaseCharacters: orDefault(attribute('require_uppercase_characters'), false),
    RequireLowercaseCharacters: orDefault(attribute('require_lowercase_characters'), false),
    AllowUsersToChangePassword: attribute('allow_users_to_change_password'),
    ExpirePasswords: expirePasswords(),
    MaxPasswordAge: unsetWhenNew(positive('max_password_age')),
    PasswordReusePrevention: unsetWhenNew(positive('password_reuse_prevention')),
    HardExpiry: orDefault(attribute('hard_expiry'), false),
  },
};

/** Passwords expire when there is a maximum age. */
function expirePasswords(): Read {
  const age = unsetWhenNew(attribute('max_password_age'));
  const given = converted('expire_passwords', (value) => value);
  return (at) => {
    const known = given(at);
    if (known !== undefined && known.kind !== 'unknown') return known;
    const found = age(at);
    if (found?.kind === 'unknown') return found;
    return constant(found?.kind === 'value' && typeof found.value === 'number' && found.value > 0);
  };
}
