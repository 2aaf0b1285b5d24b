import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
import type {
  CoreDumpInfo,
  CrashReport,
  DecodedCoreDump,
  DecodedCrash,
  ElfId,
} from '../../src-shared/model/crash';
import type { MonitorId } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { useElfsStore } from './elfs-store';
import type { PickSources } from './import-store';

/** `elf-needed`: the right one is not known, or not kept any more. */
export type Decoding<T> =
  | { readonly type: 'busy'; readonly former: T | null }
  | { readonly type: 'decoded'; readonly result: T }
  | { readonly type: 'elf-needed' | 'failed'; readonly error: AppError };

interface Kept {
  /** What was decoded: one that has changed since is decoded again. */
  readonly of: CrashReport | CoreDumpInfo;
  readonly decoding: Decoding<DecodedCrash> | Decoding<DecodedCoreDump>;
}

type Keeping<R, D> = { readonly of: R; readonly decoding: Decoding<D> };

/** Crashes and core dumps with the functions and lines that an ELF file tells of them. */
export const useDecodingStore = defineStore('decoding', () => {
  const { client } = useStation();
  const elfs = useElfsStore();
  const crashes = shallowReactive(new Map<string, Keeping<CrashReport, DecodedCrash>>());
  const dumps = shallowReactive(new Map<string, Keeping<CoreDumpInfo, DecodedCoreDump>>());
  /** The file that the user gave for a monitor's board: for what the board itself does not name. */
  const given = new Map<MonitorId, ElfId>();

  client.on('monitor:changed', (infos) => {
    const open = new Set(infos.map(({ id }) => id));
    for (const kept of [crashes, dumps])
      for (const key of kept.keys()) if (!open.has(monitorOf(key))) kept.delete(key);
    for (const id of given.keys()) if (!open.has(id)) given.delete(id);
  });

  const ofCrash = (monitor: MonitorId, { id }: CrashReport): Decoding<DecodedCrash> | null =>
    crashes.get(keyOf(monitor, id))?.decoding ?? null;
  const ofDump = (monitor: MonitorId, { id }: CoreDumpInfo): Decoding<DecodedCoreDump> | null =>
    dumps.get(keyOf(monitor, id))?.decoding ?? null;

  /** Once for each state of a crash that is complete. */
  async function decodeCrash(monitor: MonitorId, crash: CrashReport): Promise<void> {
    if (!crash.complete || crashes.get(keyOf(monitor, crash.id))?.of === crash) return;
    await decodeCrashWith(monitor, crash, null);
  }

  /** `elf` null: the one that the board names. */
  async function decodeCrashWith(monitor: MonitorId, crash: CrashReport, elf: ElfId | null): Promise<void> {
    const ask = (id: ElfId | null) => client.request('crash:decode', { monitor, crash: crash.id, elf: id });
    await decode(crashes, keyOf(monitor, crash.id), crash, elf, ask);
  }

  async function decodeDump(monitor: MonitorId, dump: CoreDumpInfo, elf: ElfId | null): Promise<void> {
    const ask = (id: ElfId | null) => client.request('core-dump:decode', { monitor, dump: dump.id, elf: id });
    await decode(dumps, keyOf(monitor, dump.id), dump, elf, ask);
  }

  /** The file is for this board from now on. */
  async function giveElf(monitor: MonitorId, elf: ElfId): Promise<void> {
    given.set(monitor, elf);
    const mine = <K extends string, V>(kept: ReadonlyMap<K, V>): readonly V[] =>
      [...kept].flatMap(([key, one]) => (monitorOf(key) === monitor ? [one] : []));
    await Promise.all([
      ...mine(crashes)
        .filter(({ decoding }) => !isRight(decoding))
        .map(({ of }) => decodeCrashWith(monitor, of, null)),
      ...mine(dumps)
        .filter(({ decoding }) => !isRight(decoding))
        .map(({ of }) => decodeDump(monitor, of, null)),
    ]);
  }

  /** Adds a file to those that are known, and decodes with it what this monitor has. */
  async function addElf(monitor: MonitorId | null, pick: PickSources): Promise<void> {
    const elf = await elfs.add(pick);
    if (elf !== null && monitor !== null) await giveElf(monitor, elf.id);
  }

  async function decode<R extends Kept['of'], D>(
    kept: Map<string, Keeping<R, D>>,
    key: string,
    of: R,
    elf: ElfId | null,
    ask: (elf: ElfId | null) => Promise<D>,
  ): Promise<void> {
    const before = kept.get(key)?.decoding;
    const busy: Keeping<R, D> = {
      of,
      decoding: { type: 'busy', former: before?.type === 'decoded' ? before.result : null },
    };
    kept.set(key, busy);
    const decoding = await outcomeOf(ask, elf, given.get(monitorOf(key)) ?? null);
    // Who asked last is answered; what was closed meanwhile stays away.
    if (kept.get(key) === busy) kept.set(key, { of, decoding });
  }

  return { ofCrash, ofDump, decodeCrash, decodeCrashWith, decodeDump, giveElf, addElf };
});

const keyOf = (monitor: MonitorId, id: number): string => `${id} ${monitor}`;
const monitorOf = (key: string): MonitorId => key.slice(key.indexOf(' ') + 1);

function isRight(decoding: Decoding<{ readonly match: DecodedCrash['match'] }>): boolean {
  return decoding.type === 'decoded' && decoding.result.match === 'same';
}

/** What the board names comes first; where it names nothing that is known, what the user gave. */
async function outcomeOf<D>(
  ask: (elf: ElfId | null) => Promise<D>,
  elf: ElfId | null,
  given: ElfId | null,
): Promise<Decoding<D>> {
  try {
    return { type: 'decoded', result: await ask(elf) };
  } catch (thrown) {
    const error = toAppError(thrown);
    const isNeeded = error.code === 'elf-not-known' || error.code === 'elf-not-kept';
    if (isNeeded && elf === null && given !== null) return outcomeOf(ask, given, null);
    return { type: isNeeded ? 'elf-needed' : 'failed', error };
  }
}
