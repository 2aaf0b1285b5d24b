import { AppError } from '../../src-shared/errors/app-error';
import type { CollectedFile } from './collect-files';

/** Puts files on the browser host as one set and answers with the set's id. */
export async function uploadFiles(
  files: readonly CollectedFile[],
  origin: string,
  token: string,
  fetchFrom: typeof fetch,
): Promise<string> {
  const headers = { 'x-kiln-token': token };
  const opened = await send(fetchFrom, new URL('/upload', origin), { method: 'POST', headers });
  const upload = readUploadId(await opened.json());
  for (const { path, file } of files) {
    const address = new URL(`/upload/${encodeURIComponent(upload)}`, origin);
    address.searchParams.set('path', path);
    await send(fetchFrom, address, { method: 'PUT', headers, body: file }, file);
  }
  return upload;
}

async function send(
  fetchFrom: typeof fetch,
  address: URL,
  request: RequestInit,
  file?: File,
): Promise<Response> {
  const response = await fetchFrom(address, request).catch((cause: unknown) => {
    throw new AppError('station-unreachable', {}, { cause });
  });
  if (response.ok) return response;
  if (file && response.status === 413)
    throw new AppError('file-too-large', { name: file.name, size: file.size });
  if (response.status === 401 || response.status === 403) throw new AppError('request-forbidden');
  throw file
    ? new AppError('file-unreadable', { name: file.name, reason: response.statusText })
    : new AppError('station-unreachable');
}

function readUploadId(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'upload' in answer) {
    if (typeof answer.upload === 'string') return answer.upload;
  }
  throw new AppError('station-unreachable');
}
