import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assetHeaders, readAsset } from '../../../src-main/platform/renderer-assets';
import { temporaryFolder } from '../../support/temporary-folder';

async function rendererFolder(): Promise<string> {
  const parent = await temporaryFolder();
  const folder = path.join(parent, 'renderer');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<!doctype html>');
  await writeFile(path.join(folder, 'assets', 'app.js'), 'run()');
  await writeFile(path.join(folder, '.secret.json'), '{}');
  await writeFile(path.join(folder, 'notes.txt'), '');
  await writeFile(path.join(parent, 'outside.json'), '{}');
  return folder;
}

describe('assets', () => {
  it('are the files of the renderer, the page itself for the bare origin', async () => {
    const folder = await rendererFolder();
    expect((await readAsset(folder, '/'))?.contentType).toBe('text/html; charset=utf-8');
    expect((await readAsset(folder, '/index.html'))?.contentType).toBe('text/html; charset=utf-8');
    expect(Buffer.from((await readAsset(folder, '/assets/app.js'))?.bytes ?? []).toString()).toBe('run()');
  });

  it.each([
    '/../outside.json',
    '/assets/../../outside.json',
    '/%2e%2e/outside.json',
    '/..%2foutside.json',
    '/..\\outside.json',
    '/%5c..%5coutside.json',
    '/assets/..%2f..%2foutside.json',
    '//../outside.json',
    '/C:/outside.json',
    '/index.html%00.json',
    '/%',
    '/.secret.json',
    '/notes.txt',
    '/assets',
    '/no-such.js',
  ])('are nothing else: %s', async (urlPath) => {
    expect(await readAsset(await rendererFolder(), urlPath)).toBeNull();
  });

  it('go out under a policy that allows only our own', async () => {
    const asset = await readAsset(await rendererFolder(), '/');
    const headers = asset === null ? {} : assetHeaders(asset, ['ws://127.0.0.1:1']);
    const policy = headers['content-security-policy']?.split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:1");
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  });
});
