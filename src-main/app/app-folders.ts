import path from 'node:path';

export interface AppFolders {
  readonly renderer: string;
  readonly preloadFile: string;
  readonly workerFile: string;
  readonly fileWorkerFile: string;
  readonly resources: string;
}

/** Where things lie, seen from the built main script (`dist/main`) and from an installed application's resources. */
export function appFolders(mainFolder: string, packagedResources: string | null): AppFolders {
  const dist = path.resolve(mainFolder, '..');
  return {
    renderer: path.join(dist, 'renderer'),
    preloadFile: path.join(dist, 'preload', 'index.cjs'),
    workerFile: path.join(dist, 'worker', 'compute-worker.js'),
    fileWorkerFile: path.join(dist, 'file-worker', 'file-worker.js'),
    resources:
      packagedResources === null
        ? path.resolve(dist, '..', 'resources')
        : path.join(packagedResources, 'kiln'),
  };
}
