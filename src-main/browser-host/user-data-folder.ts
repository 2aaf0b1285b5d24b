import path from 'node:path';

/**
 * Where the browser host keeps settings and history: beside those of the desktop application, not among them, because both
 * may run at once. KILN_USER_DATA names another place.
 */
export function userDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (env.KILN_USER_DATA) return path.resolve(env.KILN_USER_DATA);
  return path.join(applicationData(env, platform, home), 'kiln-browser');
}

function applicationData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return env.APPDATA ?? path.join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  return env.XDG_CONFIG_HOME ?? path.join(home, '.config');
}
