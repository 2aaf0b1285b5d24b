// Walks every import of the sources and fails on one that the rules in import-rules.mjs do not allow.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtinModules } from 'node:module';
import ts from 'typescript';
import { areas } from './import-rules.mjs';

const sourceFolders = ['src-shared', 'src-main', 'src-renderer'];

/** The area of a file, by its path from the root with forward slashes; undefined outside the sources. */
function areaOf(file) {
  return areas.find(({ folder }) => file === folder || file.startsWith(`${folder}/`));
}

/** What a source imports, types included. Of a Vue file, what its scripts import. */
function importsOf(file, text) {
  const script = file.endsWith('.vue')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, body]) => body).join('\n')
    : text;
  return ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName);
}

function resolveRelative(from, specifier) {
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
}

function isAllowedArea(area, target, file) {
  if (target.name === area.name) return true;
  return area.may.some((allowed) => {
    const [name, only] = allowed.split(':');
    if (name !== target.name) return false;
    return only === undefined || file.replace(/\.ts$/, '') === `${target.folder}/${only}`;
  });
}

function isAllowedPackage(area, specifier) {
  const name = builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
  return area.packages.some((allowed) =>
    /[:/]$/.test(allowed) ? name.startsWith(allowed) : name === allowed || name.startsWith(`${allowed}/`),
  );
}

/**
 * The broken arrows of one file, each a sentence; none when all is well.
 * @param {string} file path from the root, forward slashes
 * @param {string} text its content
 */
export function brokenImports(file, text) {
  const area = areaOf(file);
  if (area === undefined) return [`${file}: lies in no known area`];
  const broken = [];
  for (const specifier of importsOf(file, text)) {
    if (!specifier.startsWith('.')) {
      if (!isAllowedPackage(area, specifier))
        broken.push(`${file}: ${area.name} may not use the package ${specifier}`);
      continue;
    }
    const target = resolveRelative(file, specifier);
    const targetArea = areaOf(target);
    if (targetArea === undefined) {
      if (!isDataFile(target)) broken.push(`${file}: imports ${target}, which is not a source`);
    } else if (!isAllowedArea(area, targetArea, target)) {
      broken.push(`${file}: ${area.name} may not import ${targetArea.name} (${target})`);
    }
  }
  return broken;
}

/** package.json and what lies in resources may be read as data. */
function isDataFile(target) {
  return target === 'package.json' || target.startsWith('resources/');
}

function* sourcesBelow(root, folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourcesBelow(root, file);
    else if (/\.(ts|vue)$/.test(entry.name)) yield file;
  }
}

export function checkTree(root) {
  const files = sourceFolders
    .filter((f) => existsSync(path.join(root, f)))
    .flatMap((f) => [...sourcesBelow(root, f)]);
  return {
    files: files.length,
    broken: files.flatMap((file) => brokenImports(file, readFileSync(path.join(root, file), 'utf8'))),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { files, broken } = checkTree(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
  for (const line of broken) console.error(line);
  console.log(`imports: ${files} files, ${broken.length} broken`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
