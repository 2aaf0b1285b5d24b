import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { EngineContext } from '../../engine/engine-context';
import type { ChipSession, CommandOptions, Reply } from '../../engine/loader/chip-session';
import { opcodes } from '../../engine/protocol/opcodes';
import type { Transport } from '../../engine/transport/transport';
import type { EsptoolConfig } from './config/esptool-config';

type TimeoutSettings = EsptoolConfig['timeoutsMs'];
type ScaledSetting = Exclude<keyof TimeoutSettings, 'longest'>;

/** What the settings stand in for: their values where nothing is said. @source Espressif, esptool, configuration file */
const defaultsMs: Readonly<Record<ScaledSetting, number>> = {
  command: 3_000,
  eraseChip: 120_000,
  md5PerMb: 8_000,
  eraseRegionPerMb: 30_000,
  eraseAndWritePerMb: 40_000,
};

/** Commands that wait longer than the others; each of them by one setting. */
const settingOf: Readonly<Record<number, ScaledSetting>> = {
  [opcodes.ERASE_FLASH]: 'eraseChip',
  [opcodes.SPI_FLASH_MD5]: 'md5PerMb',
  [opcodes.ERASE_REGION]: 'eraseRegionPerMb',
  [opcodes.FLASH_BEGIN]: 'eraseRegionPerMb',
  [opcodes.FLASH_DEFL_BEGIN]: 'eraseRegionPerMb',
  [opcodes.FLASH_DATA]: 'eraseAndWritePerMb',
  [opcodes.FLASH_DEFL_DATA]: 'eraseAndWritePerMb',
  [opcodes.FLASH_ENCRYPT_DATA]: 'eraseAndWritePerMb',
};

/** The same session with deadlines longer or shorter by what the configuration file says. */
export function withTimeouts(session: ChipSession, settings: TimeoutSettings): ChipSession {
  const isSaid = Object.values(settings).some((value) => value !== undefined);
  return isSaid ? new TunedSession(session, settings) : session;
}

class TunedSession implements ChipSession {
  readonly #session: ChipSession;
  readonly #settings: TimeoutSettings;

  constructor(session: ChipSession, settings: TimeoutSettings) {
    this.#session = session;
    this.#settings = settings;
  }

  get chip(): ChipSpec {
    return this.#session.chip;
  }

  get loader(): 'rom' | 'stub' {
    return this.#session.loader;
  }

  get transport(): Transport {
    return this.#session.transport;
  }

  get context(): EngineContext {
    return this.#session.context;
  }

  get secureDownload(): boolean {
    return this.#session.secureDownload;
  }

  get baud(): number {
    return this.#session.baud;
  }

  get canReset(): boolean {
    return this.#session.canReset;
  }

  command(opcode: number, data: Uint8Array, options: CommandOptions = {}): Promise<Reply> {
    const timeoutMs = this.#scaled(settingOf[opcode] ?? 'command', options.timeoutMs);
    return this.#session.command(opcode, data, { ...options, timeoutMs });
  }

  readRegister(address: number, signal?: AbortSignalLike): Promise<number> {
    return this.#session.readRegister(address, signal);
  }

  writeRegister(...call: Parameters<ChipSession['writeRegister']>): Promise<void> {
    return this.#session.writeRegister(...call);
  }

  receiveFrame(timeoutMs: number, signal?: AbortSignalLike, onBegin?: () => void): Promise<Uint8Array> {
    return this.#session.receiveFrame(this.#scaled('command', timeoutMs), signal, onBegin);
  }

  sendFrame(body: Uint8Array): Promise<void> {
    return this.#session.sendFrame(body);
  }

  resynchronise(signal?: AbortSignalLike): Promise<void> {
    return this.#session.resynchronise(signal);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** The engine reckons with the defaults, so that a setting counts by how it relates to its default. */
  #scaled(setting: ScaledSetting, askedMs = defaultsMs.command): number {
    const scaledMs = askedMs * ((this.#settings[setting] ?? defaultsMs[setting]) / defaultsMs[setting]);
    return Math.ceil(Math.min(scaledMs, this.#settings.longest ?? Infinity));
  }
}
