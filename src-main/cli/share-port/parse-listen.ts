import { isIP } from 'node:net';
import type { ListenAt } from '../../telnet/listen';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

/** `127.0.0.1:4000`, `[::1]:4000`, `localhost:0`, with or without `rfc2217://`. Throws `usage`. */
export function parseListen(text: string): ListenAt {
  const match = /^(?:rfc2217:\/\/)?(?:\[([0-9a-f:.]+)\]|([^:/[\]\s]+)):(\d{1,5})$/i.exec(text);
  const [, inBrackets, plain, port] = match ?? [];
  const host = inBrackets ?? plain;
  const isHost = inBrackets === undefined || isIP(inBrackets) === 6;
  if (host === undefined || !isHost || Number(port) > 65_535)
    throw usageError(en.sharePort.notAnAddress, { value: text });
  return { host, port: Number(port) };
}

/** Whether only programs of this computer can get there. Of names, `localhost` alone is known to mean that. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  return isIP(host) === 4 ? host.startsWith('127.') : /^(0{0,4}:)*:?0{0,3}1$/.test(host) && isIP(host) === 6;
}
