import type { FirmwareTree } from '../tree/firmware-tree';

/** A file in one of several trees. */
export interface TreePlace {
  readonly tree: FirmwareTree;
  readonly path: string;
  readonly sizeBytes: number;
}

interface IndexedPlace extends TreePlace {
  /** The tree's name, then those of the folders; the file's is the last. */
  readonly parts: readonly string[];
}

/** The files of some trees, to be found by paths from elsewhere. Nothing but the trees is looked at, whatever a path says. */
export class PathIndex {
  readonly #byName = new Map<string, IndexedPlace[]>();

  constructor(trees: readonly FirmwareTree[]) {
    for (const tree of trees) {
      for (const { path, sizeBytes } of tree.files) {
        const parts = [tree.name, ...path.split('/')];
        const name = parts.at(-1) ?? '';
        const places = this.#byName.get(name) ?? [];
        places.push({ tree, path, sizeBytes, parts });
        this.#byName.set(name, places);
      }
    }
  }

  /**
   * The file that the path means: the one that agrees with it in the most parts, counted from the file's name up to the tree's.
   * Null where none has the name, or where several agree as well.
   */
  find(wanted: string): TreePlace | null {
    const parts = partsOf(wanted);
    let best: IndexedPlace[] = [];
    let most = 0;
    for (const place of this.#byName.get(parts.at(-1) ?? '') ?? []) {
      const agreeing = agreement(parts, place.parts);
      if (agreeing > most) {
        best = [];
        most = agreeing;
      }
      if (agreeing === most) best.push(place);
    }
    const asWritten = parts.join('/');
    return onlyOne(best) ?? onlyOne(best.filter(({ path }) => path === asWritten));
  }
}

/** One that was given twice is one. */
function onlyOne(places: readonly TreePlace[]): TreePlace | null {
  const [first] = places;
  if (first === undefined) return null;
  const local = first.tree.localPath(first.path);
  const isSame = ({ tree, path }: TreePlace) => local !== null && tree.localPath(path) === local;
  return places.slice(1).every(isSame) ? first : null;
}

/** Without drive, server and root; steps up take back what they can. */
function partsOf(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.replace(/^[a-z]:/i, '').split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

function agreement(wanted: readonly string[], found: readonly string[]): number {
  let count = 0;
  while (count < wanted.length && count < found.length) {
    if (wanted.at(-1 - count) !== found.at(-1 - count)) break;
    count++;
  }
  return count;
}
