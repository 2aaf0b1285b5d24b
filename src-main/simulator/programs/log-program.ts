import type { FirmwareLevel } from '../boot/log-line';
import type { ProgramHost, RunProgram } from './program-host';

interface Entry {
  readonly level: FirmwareLevel;
  readonly tag: string;
  readonly text: (turn: number) => string;
}

const say = (level: FirmwareLevel, tag: string, text: string | ((turn: number) => string)): Entry => ({
  level,
  tag,
  text: typeof text === 'string' ? () => text : text,
});

const macText = (host: ProgramHost): string =>
  host.facts.mac.map((byte) => byte.toString(16).padStart(2, '0')).join(':');

/** Said once, when the app starts. */
const start = (host: ProgramHost): readonly Entry[] => [
  say('I', 'wifi', `mode : sta (${macText(host)})`),
  say('I', 'wifi', 'enable tsf'),
  say('I', 'wifi', 'new:<6,0>, old:<1,0>, ap:<255,255>, sta:<6,0>, prof:1'),
  say('I', 'wifi', 'state: init -> auth (b0)'),
  say('I', 'wifi', 'state: auth -> assoc (0)'),
  say('I', 'wifi', 'state: assoc -> run (10)'),
  say('I', 'wifi', 'connected with workshop, aid = 3, channel 6, BW20, bssid = 3c:84:6a:12:34:56'),
  say('I', 'esp_netif_handlers', 'sta ip: 192.168.1.42, mask: 255.255.255.0, gw: 192.168.1.1'),
  say('I', 'mqtt', 'connected to mqtt://192.168.1.10'),
];

/** Said again and again; a value swings around its middle. */
const cycle: readonly Entry[] = [
  say('I', 'sensor', (turn) => `temperature ${swing(turn, 21.5, 1.5)} C, humidity ${swing(turn, 48, 4)} %`),
  say('D', 'sensor', (turn) => `raw ${2048 + Math.round(190 * Math.sin(turn / 7))}`),
  say('I', 'main', (turn) => `free heap ${231_340 - (turn % 16) * 48} bytes, minimum 228112`),
  say('I', 'mqtt', (turn) => `published sensors/bench/1, msg_id=${1000 + turn}`),
  say('I', 'sensor', (turn) => `battery ${swing(turn, 3.9, 0.05)} V`),
];

/** Each once in a while, in place of what would come. */
const seldom: readonly { readonly every: number; readonly entry: Entry }[] = [
  { every: 61, entry: say('E', 'mqtt', 'publish failed: no connection, trying again') },
  { every: 23, entry: say('W', 'wifi', (turn) => `weak signal: rssi ${-78 - (turn % 5)}`) },
];

const stepMs = 200;

const swing = (turn: number, middle: number, by: number): string =>
  (middle + by * Math.sin(turn / 9)).toFixed(by < 1 ? 2 : 1);

/** An app that logs as ESP-IDF's do, five lines a second. */
export const runLog: RunProgram = async (host) => {
  await logFor(host, Infinity);
  return { type: 'running' };
};

/** The same for some time. */
export async function logFor(host: ProgramHost, forMs: number): Promise<void> {
  const beginning = start(host);
  await host.wait(0);
  for (let turn = 0; turn * stepMs < forMs; turn++) {
    const usual = beginning[turn] ?? cycle[turn % cycle.length];
    const entry = seldom.find(({ every }) => turn > 0 && turn % every === 0)?.entry ?? usual;
    if (entry) host.log(entry.level, entry.tag, entry.text(turn));
    await host.wait(stepMs);
  }
}
