// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { collectPicked } from '../../../src-renderer/api/collect-files';
import { uploadFiles } from '../../../src-renderer/api/upload-files';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
}

function hostThatAnswers(status: (call: Call) => number) {
  const calls: Call[] = [];
  const fetchFrom: typeof fetch = (address, request) => {
    const url = new URL(address instanceof Request ? address.url : address);
    const headers = request?.headers as Record<string, string> | undefined;
    const call = {
      method: request?.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      token: headers?.['x-kiln-token'],
    };
    calls.push(call);
    const answer = new Response(JSON.stringify({ upload: 'ab12' }), { status: status(call) });
    return Promise.resolve(answer);
  };
  return { calls, fetchFrom };
}

const file = (name: string, folder = ''): File => {
  const made = new File(['x'], name);
  if (folder !== '') Object.defineProperty(made, 'webkitRelativePath', { value: `${folder}/${name}` });
  return made;
};
const origin = 'http://127.0.0.1:8000';

describe('uploading to the browser host', () => {
  it('opens a set, puts every file under its path and shows the token each time', async () => {
    const { calls, fetchFrom } = hostThatAnswers(() => 200);
    const files = [
      { path: 'build/flasher_args.json', file: file('flasher_args.json') },
      { path: 'build/a b&c.bin', file: file('a b&c.bin') },
    ];
    expect(await uploadFiles(files, origin, 'secret', fetchFrom)).toBe('ab12');
    expect(calls).toEqual([
      { method: 'POST', path: '/upload', token: 'secret' },
      { method: 'PUT', path: '/upload/ab12?path=build%2Fflasher_args.json', token: 'secret' },
      { method: 'PUT', path: '/upload/ab12?path=build%2Fa+b%26c.bin', token: 'secret' },
    ]);
  });

  it.each([
    [403, 'request-forbidden'],
    [413, 'file-too-large'],
    [500, 'file-unreadable'],
  ])('says what %d for a file means', async (status, code) => {
    const { fetchFrom } = hostThatAnswers(({ method }) => (method === 'PUT' ? status : 200));
    const upload = uploadFiles([{ path: 'a.bin', file: file('a.bin') }], origin, 't', fetchFrom);
    await expect(upload).rejects.toMatchObject({ code });
  });

  it('says that the station is away when it cannot be reached', async () => {
    const away: typeof fetch = () => Promise.reject(new TypeError('failed to fetch'));
    await expect(uploadFiles([], origin, 't', away)).rejects.toMatchObject({ code: 'station-unreachable' });
  });
});

describe('files that were picked', () => {
  it('are all taken when they were named one by one', () => {
    const picked = [file('app.bin'), file('notes.txt')];
    expect(collectPicked(picked).map(({ path }) => path)).toEqual(['app.bin', 'notes.txt']);
  });

  it('are sifted when they come with a whole folder', () => {
    const picked = [
      file('flasher_args.json', 'build'),
      file('bootloader.bin', 'build/bootloader'),
      file('main.c.obj', 'build/esp-idf/main'),
      file('compile_commands.json', 'build'),
    ];
    expect(collectPicked(picked).map(({ path }) => path)).toEqual([
      'build/flasher_args.json',
      'build/bootloader/bootloader.bin',
    ]);
  });
});
