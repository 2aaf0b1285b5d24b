import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { isLoopback, parseListen } from '../../../src-main/cli/share-port/parse-listen';
import { fakeIo } from './fake-io';

async function run(line: string) {
  const fake = fakeIo();
  const status = await runCli(line.split(' '), fake.io);
  return { status, out: fake.out(), err: fake.err() };
}

describe('where a port is shared', () => {
  it.each([
    ['127.0.0.1:4000', { host: '127.0.0.1', port: 4000 }, true],
    ['rfc2217://127.9.9.9:0', { host: '127.9.9.9', port: 0 }, true],
    ['localhost:4000', { host: 'localhost', port: 4000 }, true],
    ['[::1]:4000', { host: '::1', port: 4000 }, true],
    ['[0:0:0:0:0:0:0:1]:4000', { host: '0:0:0:0:0:0:0:1', port: 4000 }, true],
    ['0.0.0.0:4000', { host: '0.0.0.0', port: 4000 }, false],
    ['[::]:4000', { host: '::', port: 4000 }, false],
    ['[fe80::1]:4000', { host: 'fe80::1', port: 4000 }, false],
    ['192.168.1.127:4000', { host: '192.168.1.127', port: 4000 }, false],
    ['bench-3:4000', { host: 'bench-3', port: 4000 }, false],
    // A name that begins like the loopback may belong to anybody.
    ['127.example.org:4000', { host: '127.example.org', port: 4000 }, false],
  ])('%s', (text, at, loopback) => {
    expect(parseListen(text)).toEqual(at);
    expect(isLoopback(at.host)).toBe(loopback);
  });

  it.each([
    '',
    '4000',
    ':4000',
    '127.0.0.1',
    '127.0.0.1:99999',
    '::1:4000',
    '[abc]:4000',
    'tcp://127.0.0.1:1',
  ])('“%s” is refused', (text) => {
    expect(() => parseListen(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('kiln share-port', () => {
  it('wants to know which port', async () => {
    expect(await run('share-port')).toMatchObject({ status: 2, err: /--port/ });
  });

  it('does not let other computers in unless that is said, before any port is opened', async () => {
    const { status, err } = await run('share-port --port /dev/ttyUSB0 --listen 0.0.0.0:4000');
    expect(status).toBe(2);
    expect(err).toMatch(/other computers could reach 0\.0\.0\.0:4000.*--allow-remote/);
  });

  it('says that there is no such port', async () => {
    expect(await run('share-port --port /dev/ttyUSB0')).toMatchObject({
      status: 2,
      out: '',
      err: /There is no port \/dev\/ttyUSB0/,
    });
  });
});
