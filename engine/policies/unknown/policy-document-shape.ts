import type { Shape } from './shape.ts';

const text: Shape = { type: 'string' };
const texts: Shape = { anyOf: [text, { type: 'array', items: text }] };
const tested: Shape = { anyOf: [text, { type: 'boolean' }, { type: 'array', items: text }] };
const principals: Shape = { anyOf: [text, { type: 'object', additionalProperties: texts }] };

const statement: Shape = {
  type: 'object',
  additionalProperties: false,
  required: ['Effect'],
  properties: {
    Sid: text,
    Effect: { type: 'string', enum: ['Allow', 'Deny'] },
    Principal: principals,
    NotPrincipal: principals,
    Action: texts,
    NotAction: texts,
    Resource: texts,
    NotResource: texts,
    Condition: { type: 'object', additionalProperties: { type: 'object', additionalProperties: tested } },
  },
};

/**
 * What an IAM policy document may be. CloudFormation's schema says only that it is JSON; AWS refuses what its grammar
 * does not allow, so no resource ever has it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const POLICY_DOCUMENT: Shape = {
  type: 'object',
  additionalProperties: false,
  required: ['Statement'],
  properties: {
    Version: { type: 'string', enum: ['2008-10-17', '2012-10-17'] },
    Id: text,
    Statement: { anyOf: [{ type: 'array', items: statement }, statement] },
  },
};
