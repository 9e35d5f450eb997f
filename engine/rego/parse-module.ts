import type { Diagnostic } from '../diagnostics/index.ts';
import type { Builtin } from './builtins/context.ts';
import { failure } from './builtins/errors.ts';
import { stringOperand } from './builtins/operands.ts';
import { moduleJson } from './module-json.ts';
import { parseModule } from './parser/index.ts';

/**
 * `rego.parse_module`, for programs that run where the parser is.
 * Errors: eval_builtin_error with OPA's text of the parser's errors.
 * Source: OPA v1/topdown parse.go; the text is read as v1 whatever the calling module is.
 */
export const parseModuleBuiltin: Builtin = (context, file, text) => {
  const name = stringOperand(file!, 1);
  const source = stringOperand(text!, 2);
  context.charge(source.length);
  const parsed = parseModule({ name, text: source }, { regoVersion: 'v1', annotations: false });
  if (parsed.ok) return moduleJson(parsed.value);
  throw failure(errorsText(parsed.diagnostics));
};

function errorsText(errors: readonly Diagnostic[]): string {
  const [first] = errors;
  if (errors.length === 1 && first !== undefined && (first.place?.row ?? 0) === 0) return errorText(first);
  const texts = errors.map(errorText);
  return texts.length === 1 ? `1 error occurred: ${texts[0]}` : `${texts.length} errors occurred:\n${texts.join('\n')}`;
}

/** `file:row: code: message`, then the line and a caret below it; leading tabs are dropped. */
function errorText({ code, message, place, line }: Diagnostic): string {
  const text = `${place === undefined ? '' : `${place.file}:${place.row}: `}${code}: ${message}`;
  if (line === undefined || place === undefined || place.row === 0) return text;
  const shown = line.replace(/^\t+/, '');
  const indent = Math.max(0, place.col - 1 - (line.length - shown.length));
  return `${text}\n\t${shown}\n\t${' '.repeat(indent)}^`;
}
