import type { Build } from './build';

/** What may be a build, by names alone. */
export interface BuildCandidate {
  /** Whose files it is about. */
  readonly folder: string;
  /** How far below the tree's own folder people see it: a project's build belongs to the project's folder. */
  readonly depth: number;
  /** For people: what describes it. */
  readonly name: string;
  /** None where it turns out to be something else. Throws what is wrong with it. */
  readonly read: () => Promise<readonly Build[]>;
}
