export const flasherArgsName = 'flasher_args.json';
export const layoutExtension = '.kiln';
export const ideDataName = 'idedata.json';

/** What ESP-IDF's build calls the arguments for all of the project's files, and for those of the app alone. */
export const flashArgsNames: readonly string[] = ['flash_args', 'flash_project_args', 'flash_app_args'];

/** Whether a file of this name describes a build, so that it cannot be firmware. */
export function isManifestName(name: string): boolean {
  return /\.(json|kiln)$/i.test(name) || flashArgsNames.includes(name);
}
