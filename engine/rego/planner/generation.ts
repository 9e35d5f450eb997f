import type { Func } from '../ir/index.ts';
import { type Mocks, mocksKey } from './mocks.ts';
import { type RuleNode, withoutPath } from './trie.ts';

/**
 * The functions planned for one meaning of the rules: `with` on rules or functions changes what a rule means, so that
 * the rules reached from there are planned again under other names.
 * Shape: `shadows` are the paths whose rules are replaced by data; `names` maps a node's id to its function.
 */
export type Generation = {
  readonly prefix: string;
  readonly rules: RuleNode;
  readonly mocks: Mocks;
  readonly shadows: readonly (readonly string[])[];
  readonly names: Map<string, Func['name']>;
};

/** Generations by what they replace, so that equal `with` modifiers share one. */
export class Generations {
  readonly root: RuleNode;
  #known = new Map<string, Generation>();

  constructor(root: RuleNode) {
    this.root = root;
  }

  get(mocks: Mocks, shadows: readonly (readonly string[])[]): Generation {
    const paths = new Map<string, readonly string[]>();
    let rules = this.root;
    for (const path of shadows) {
      const smaller = withoutPath(rules, path);
      if (smaller !== rules) paths.set(JSON.stringify(path), path);
      rules = smaller;
    }
    const key = `${mocksKey(mocks)}|${[...paths.keys()].sort().join(';')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = { prefix: `g${this.#known.size}`, rules, mocks, shadows: [...paths.values()], names: new Map() };
    this.#known.set(key, made);
    return made;
  }
}
