import { describe, expect, it } from 'vitest';
import { reactive } from 'vue';
import { createElectronClient } from '../../../src-renderer/api/electron-client';
import { AppError } from '../../../src-shared/errors/app-error';
import type { PreloadBridge } from '../../../src-shared/ipc/contract';

function bridge(answer: PreloadBridge['request']): PreloadBridge {
  return { request: answer, on: () => () => undefined, pathForFile: () => '' };
}

describe('the client behind the preload bridge', () => {
  it('sends what pages hold as plain data, which alone can be cloned', async () => {
    const sent: unknown[] = [];
    const client = createElectronClient(
      bridge(async (_name, request) => {
        sent.push(structuredClone(request));
        return { ok: true, value: null };
      }),
    );
    const filter = reactive({ tags: [{ tag: '*', level: 'W' as const }], text: null, inverted: false });
    const request = { monitor: 'm', from: 0, count: 1, direction: 'forward' as const, filter };
    await client.request('monitor:read', request);
    expect(sent).toEqual([request]);
  });

  it('throws what the station refuses', async () => {
    const refused = new AppError('monitor-not-found').toWire();
    const client = createElectronClient(bridge(async () => ({ ok: false, error: refused })));
    await expect(client.request('monitor:close', { monitor: 'm' })).rejects.toMatchObject({
      code: 'monitor-not-found',
    });
  });
});
