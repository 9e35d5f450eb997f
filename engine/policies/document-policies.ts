import type { CompiledDocumentPolicy } from './artifact.ts';
import { documentMetadata } from './metadata.ts';
import type { PolicyId } from './policy.ts';

const RULE_NAME = /^(deny|violation|warn)(?:_(.*))?$/;

/**
 * The document policies of a package, one for each rule that is named as Conftest's are.
 * Source: conftest, policy/engine.go.
 */
export function documentPolicies(
  name: string,
  rules: ReadonlySet<string>,
  digest: string,
): readonly CompiledDocumentPolicy[] {
  const exception = rules.has('exception') ? `data.${name}.exception` : undefined;
  return [...rules].sort().flatMap((rule): readonly CompiledDocumentPolicy[] => {
    const match = RULE_NAME.exec(rule);
    if (match === null) return [];
    const metadata = documentMetadata(`${rule} of ${name}`, match[1] === 'warn' ? 'low' : 'high');
    const id = `document/${name.replaceAll('.', '/')}/${rule}` as PolicyId;
    return [
      { kind: 'document', id, metadata, digest, deny: `data.${name}.${rule}`, suffix: match[2] ?? '', exception },
    ];
  });
}
