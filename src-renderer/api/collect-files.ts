import { isFirmwareName, isIdleFolder } from '../../src-shared/model/firmware-names';

/** A file on its way to the station, with its path inside what was dropped: `build/bootloader/bootloader.bin`. */
export interface CollectedFile {
  readonly path: string;
  readonly file: File;
}

/** Everything must be asked for before the first `await`: the transfer is empty afterwards. */
export async function collectDropped(transfer: DataTransfer): Promise<readonly CollectedFile[]> {
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const collected: CollectedFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry && isDirectory(entry)) await collectFolder(entry, entry.name, collected);
    // What another page or program made up has no place in a file system, but is a file all the same.
    else if (file) collected.push({ path: file.name, file });
  }
  return collected;
}

/** From a file input; with `webkitdirectory` the files carry their path in the folder. */
export function collectPicked(files: readonly File[]): readonly CollectedFile[] {
  return files
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => isWanted(path));
}

/** A build folder holds thousands of object files; of a folder only what can be firmware goes over. */
function isWanted(path: string): boolean {
  const [, ...inside] = path.split('/');
  const name = inside.pop();
  return name === undefined || (isFirmwareName(name) && !inside.some(isIdleFolder));
}

async function collectFolder(
  folder: FileSystemDirectoryEntry,
  path: string,
  collected: CollectedFile[],
): Promise<void> {
  for (const entry of await readFolder(folder)) {
    const entryPath = `${path}/${entry.name}`;
    if (isDirectory(entry)) {
      if (!isIdleFolder(entry.name)) await collectFolder(entry, entryPath, collected);
    } else if (isFile(entry) && isFirmwareName(entry.name))
      collected.push({ path: entryPath, file: await readFile(entry) });
  }
}

/** The API gives a folder's entries in portions, and says with an empty one that there are no more. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (portion.length === 0) return entries;
    entries.push(...portion);
  }
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
