import { localFileTime } from '../../files/monitor/local-time';

const mostWordLength = 64;
/** Of a continuous log; what else lies in the folder is none of ours. */
const logName = /^(.+)-\d{4}-\d\d-\d\d-\d{6}(?:-\d+)?\.log$/;

/** `ttyUSB0-2026-11-21-201500`, in this computer's time; of the port's name what every file system takes. */
export function monitorFileStem(name: string, atMs: number): string {
  return `${fileWord(name)}-${localFileTime(atMs)}`;
}

/** `number` tells apart logs of one second: 1 is the first. */
export function logFileName(name: string, atMs: number, number: number): string {
  return `${monitorFileStem(name, atMs)}${number === 1 ? '' : `-${number}`}.log`;
}

/** The part of a log's name that its monitor has given; null: this is no log's name. */
export function logOwner(fileName: string): string | null {
  return logName.exec(fileName)?.[1] ?? null;
}

function fileWord(name: string): string {
  const word = name.replace(/[^A-Za-z0-9_]+/g, '-').slice(0, mostWordLength);
  return word.replace(/^-+|-+$/g, '') || 'monitor';
}
