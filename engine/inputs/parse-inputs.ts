import { hash } from 'node:crypto';
import { type Diagnostic, noticeDiagnostic, type Place } from '../diagnostics/index.ts';
import { type ConfigItem, parseConfigItems } from './aws-config/index.ts';
import { describeText, detectFormat, isPlanEvent } from './detect.ts';
import type { Document, DocumentKind, InputFile, JsonObject, JsonPath, JsonValue, ParsedInputs } from './document.ts';
import { isHclFile, readHclDocuments, type Sources } from './hcl/index.ts';
import { createJsonLocator } from './json/locate.ts';
import { parseJson } from './json/parse.ts';
import { expandLists, isEmptyList } from './kubernetes/index.ts';
import { isTemplateAt, parsedTemplateReason, TEMPLATE_REASON, templateReason } from './template.ts';
import { diagnosePlan } from './terraform-plan/index.ts';
import { leaveSuperseded, readState } from './terraform-state/index.ts';
import { type Decoded, decodeText } from './text.ts';
import { createYamlLocator, parseYaml } from './yaml/parse.ts';

/** The values of one file, still without a format. `locate` finds a path within the `root`-th of them. */
type Values = {
  readonly roots: readonly JsonValue[];
  readonly exactNumbers: boolean;
  /** Errors that leave the values readable: repeated keys. */
  readonly diagnostics: readonly Diagnostic[];
  readonly locate: (path: JsonPath, root: number) => Place;
  readonly sourceText?: (path: JsonPath, root: number) => string | undefined;
};

type Reading =
  | { readonly is: 'read'; readonly values: Values }
  | { readonly is: 'faulty'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly is: 'unrecognised'; readonly reason: string; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads files into Documents: Terraform and OpenTofu plans, states and configurations, Kubernetes manifests, AWS Config items, and
 * any other JSON or YAML. The format is told from the content, never from the name, but for HCL, whose files belong together.
 * Shape:  in the order of `files`, configurations last; pure and synchronous. A faulty file gives diagnostics and no document (one with repeated
 *         keys gives both), the others are still read. Only the bytes of a file are kept, to find places in.
 * Errors: `input_*`, `plan_*`, `config_item_invalid`, each with a place.
 */
export function parseInputs(files: readonly InputFile[], sources?: Sources): ParsedInputs {
  const documents: Document[] = [];
  const diagnostics: Diagnostic[] = [];
  const unrecognised: { path: string; reason: string }[] = [];
  const take = (parsed: ParsedInputs) => {
    for (const document of parsed.documents) documents.push(document);
    for (const diagnostic of parsed.diagnostics) diagnostics.push(diagnostic);
    for (const one of parsed.unrecognised) unrecognised.push(one);
  };
  for (const file of files) if (!isHclFile(file.path)) take(parseFile(file));
  const written = files.filter(({ path }) => isHclFile(path));
  if (written.length > 0) {
    const plans = documents.filter(({ kind }) => kind === 'terraform-plan');
    take(readHclDocuments(written, plans, sources));
  }
  return leaveSuperseded({ documents, diagnostics, unrecognised });
}

function parseFile(file: InputFile): ParsedInputs {
  const decoded = decodeText(file);
  if (!decoded.ok) return { documents: [], diagnostics: [decoded.diagnostic], unrecognised: [] };
  const reading = readValues(decoded.value);
  if (reading.is === 'faulty') return { documents: [], diagnostics: reading.diagnostics, unrecognised: [] };
  if (reading.is === 'unrecognised') {
    const { reason, diagnostics } = reading;
    return { documents: [], diagnostics, unrecognised: [{ path: file.path, reason }] };
  }
  return toDocuments(file, reading.values);
}

function readValues(decoded: Decoded): Reading {
  const { path, bytes, text } = decoded;
  const start = /\S/.exec(text)?.index ?? 0;
  if (text[start] !== '{' && text[start] !== '[') return readYaml(decoded);
  const json = parseJson(decoded);
  if (json.ok) {
    const locator = createJsonLocator(path, bytes);
    const starts = json.roots.map((root) => root.start);
    return {
      is: 'read',
      values: {
        roots: json.roots.map((root) => root.value),
        exactNumbers: json.exactNumbers,
        diagnostics: json.diagnostics,
        locate: (at, root) => locator.locate(at, starts[root] ?? 0),
        sourceText: (at, root) => locator.textOf(at, starts[root] ?? 0),
      },
    };
  }
  if (json.faultAt === undefined) return { is: 'faulty', diagnostics: json.diagnostics };
  if (isTemplateAt(text, json.faultAt)) return asTemplate(path, TEMPLATE_REASON);
  if (FLOW_YAML.test(text.slice(start, start + 200))) {
    const yaml = readYaml(decoded);
    if (yaml.is !== 'faulty') return yaml;
  }
  return { is: 'faulty', diagnostics: json.diagnostics };
}

/** Text in braces that was never meant as JSON: `{a: b}`, `[a, b]`. Text that was keeps its JSON error. */
const FLOW_YAML = /^[{[]\s*[#A-Za-z_]/;

function readYaml(decoded: Decoded): Reading {
  const { path, bytes, text } = decoded;
  const yaml = parseYaml(decoded);
  if (!yaml.isReadable) {
    const template = templateReason(text);
    if (template !== undefined) return asTemplate(path, template);
    const language = describeText(text);
    if (language !== undefined) return { is: 'unrecognised', reason: language, diagnostics: [] };
    return { is: 'faulty', diagnostics: yaml.diagnostics };
  }
  const roots = yaml.roots.map((root) => root.value);
  if (roots.length === 0) return { is: 'unrecognised', reason: 'it holds nothing but comments', diagnostics: [] };
  const template = parsedTemplateReason(text, roots);
  if (template !== undefined) return asTemplate(path, template);
  if (roots.every((root) => typeof root !== 'object'))
    return {
      is: 'unrecognised',
      reason: describeText(text) ?? 'plain text, neither JSON nor YAML of structure',
      diagnostics: [],
    };
  const locate = createYamlLocator(path, bytes);
  return { is: 'read', values: { roots, exactNumbers: yaml.exactNumbers, diagnostics: yaml.diagnostics, locate } };
}

function asTemplate(path: string, reason: string): Reading {
  const place = { file: path, row: 1, col: 1 };
  return {
    is: 'unrecognised',
    reason,
    diagnostics: [noticeDiagnostic('input_template', `the file is ${reason}`, { place })],
  };
}

function toDocuments(file: InputFile, values: Values): ParsedInputs {
  const { path } = file;
  const documents: Document[] = [];
  const diagnostics: Diagnostic[] = [...values.diagnostics];
  const reasons = new Set<string>();
  const digest = hash('sha256', file.bytes);
  const { exactNumbers, sourceText } = values;
  type Finder = Pick<Document, 'locate' | 'sourceText'>;
  const add = (kind: DocumentKind, root: JsonValue, finder: Finder): void => {
    documents.push({ path, index: documents.length, kind, root, digest, exactNumbers, ...finder });
  };
  /** Finds places below one value of the file's `at`-th root. */
  const finderOf = (at: number, prefix: JsonPath): Finder => ({
    locate: (steps) => values.locate([...prefix, ...steps], at),
    ...(sourceText === undefined ? {} : { sourceText: (steps) => sourceText([...prefix, ...steps], at) }),
  });

  if (values.roots.length > 1 && values.roots.every(isPlanEvent)) {
    const reason = 'the event stream of `terraform plan -json`: save the plan with -out and use `terraform show -json`';
    return { documents, diagnostics, unrecognised: [{ path, reason }] };
  }
  values.roots.forEach((root, at) => {
    const placeOf = (steps: JsonPath) => values.locate(steps, at);
    const whole = finderOf(at, []);
    const detected = detectFormat(root);
    switch (detected.kind) {
      case 'unrecognised':
        reasons.add(detected.reason);
        return;
      case 'terraform-plan': {
        const found = diagnosePlan({ root, locate: placeOf });
        diagnostics.push(...found);
        if (!found.some(({ code }) => code === 'plan_format_version')) add('terraform-plan', root, whole);
        return;
      }
      case 'terraform-state': {
        const state = readState(root as JsonObject);
        const isAsWritten = state.root === root;
        add(
          'terraform-state',
          state.root,
          isAsWritten ? whole : { locate: (steps) => placeOf(state.sourcePath(steps)) },
        );
        return;
      }
      case 'aws-config': {
        if (!detected.items.ok) return;
        const parsed = parseConfigItems(detected.items, placeOf);
        for (const one of parsed.diagnostics) diagnostics.push(one);
        const items: readonly ConfigItem[] = parsed.items;
        if (items.length > 0 || detected.items.items.length === 0)
          add('aws-config', items, { locate: (steps) => placeOf(parsed.sourcePath(steps)) });
        return;
      }
      case 'kubernetes':
        // An empty list is a complete document without resources, not a file that was not read.
        if (isEmptyList(root)) add('json', root, whole);
        for (const one of expandLists(root)) {
          const notice = detectFormat(one.value);
          const kind = notice.kind === 'kubernetes' ? 'kubernetes' : 'json';
          if (notice.kind === 'json' && notice.notice !== undefined)
            diagnostics.push(noticeDiagnostic('input_unrecognised', notice.notice, { place: placeOf(one.path) }));
          add(kind, one.value, finderOf(at, one.path));
        }
        return;
      case 'json':
        if (detected.notice !== undefined)
          diagnostics.push(noticeDiagnostic('input_unrecognised', detected.notice, { place: placeOf([]) }));
        add('json', root, whole);
        return;
    }
  });
  return { documents, diagnostics, unrecognised: [...reasons].map((reason) => ({ path, reason })) };
}
