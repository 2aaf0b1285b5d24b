import {
  checksumOf,
  dataHeaderSizeBytes,
  decodeCommand,
  encodeAnswer,
  noData,
  wordsOf,
  type Command,
} from '../protocol/command-packet';
import { romProfiles } from '../chips/rom-profile';
import { opcodes } from '../protocol/opcodes';
import { stay, type LoaderStep } from './frame-port';
import { hashFlash, isInFlash, work, type LoaderCore } from './loader-core';
import { RamUploads } from './ram-uploads';
import { romError, romKnows, type RomError } from './rom-commands';
import { RomFlash } from './rom-flash';
import { securityInfo } from './security-info';

const syncAnswers = 8;
/** READ_FLASH_SLOW gives this many bytes however few were asked for. */
const slowReadBytes = 64;

/** What a command came to. */
interface Done {
  readonly data?: Uint8Array;
  readonly next?: LoaderStep;
}

const isError = (result: RomError | Done): result is RomError => typeof result === 'number';

/** The loader in the chip's ROM, with its habits: the value word keeps what was read last, a command it does not know repeats the last answer. */
export class RomLoader {
  readonly #core: LoaderCore;
  readonly #knows: (opcode: number) => boolean;
  readonly #statusSizeBytes: number;
  readonly #flash: RomFlash;
  readonly #ram: RamUploads;
  #value = 0;
  #lastOpcode = 0;

  constructor(core: LoaderCore) {
    this.#core = core;
    this.#knows = romKnows(core.facts);
    this.#statusSizeBytes = romProfiles[core.facts.chip].commandSet === 'basic' ? 2 : 4;
    this.#flash = new RomFlash(core);
    this.#ram = new RamUploads(core.bus);
  }

  async handle(frame: Uint8Array): Promise<LoaderStep> {
    const decoded = decodeCommand(frame);
    if (decoded.type === 'not-a-command') return stay;
    await work(this.#core, this.#core.facts.time.commandMs);
    if (decoded.type === 'wrong-size' || !this.#knows(decoded.command.opcode)) {
      this.#answerUnknown();
      return stay;
    }
    const { command } = decoded;
    const result = await this.#act(command);
    this.#lastOpcode = command.opcode;
    if (isError(result)) {
      this.#answer(noData, result);
      return stay;
    }
    this.#answer(result.data ?? noData, null);
    await this.#afterAnswer(command);
    return result.next ?? stay;
  }

  async #act({ opcode, checksum, payload }: Command): Promise<RomError | Done> {
    switch (opcode) {
      case opcodes.SYNC:
        return this.#sync(payload);
      case opcodes.READ_REG:
        return this.#readRegister(payload);
      case opcodes.WRITE_REG:
        return this.#writeRegister(payload);
      case opcodes.FLASH_BEGIN:
      case opcodes.FLASH_DEFL_BEGIN:
        return (await this.#flash.begin(payload, opcode === opcodes.FLASH_DEFL_BEGIN)) ?? {};
      case opcodes.FLASH_DATA:
      case opcodes.FLASH_DEFL_DATA:
      case opcodes.MEM_DATA:
        return this.#data(opcode, checksum, payload);
      case opcodes.FLASH_END:
      case opcodes.FLASH_DEFL_END:
        return { next: { type: 'leave', how: wordsOf(payload)[0] === 0 ? 'reset' : 'jump' } };
      case opcodes.MEM_BEGIN: {
        const [sizeBytes = 0, , , start = 0] = wordsOf(payload);
        this.#ram.begin(start, sizeBytes);
        return {};
      }
      case opcodes.MEM_END:
        return this.#memEnd(payload);
      default:
        return this.#actSinceEsp32(opcode, payload);
    }
  }

  async #actSinceEsp32(opcode: number, payload: Uint8Array): Promise<RomError | Done> {
    const [first = 0, second = 0] = wordsOf(payload);
    switch (opcode) {
      case opcodes.SPI_ATTACH:
        if (payload.length !== 8) return romError.invalidMessage;
        this.#core.attachedPins = first;
        return {};
      case opcodes.SPI_SET_PARAMS:
        if (payload.length !== 24) return romError.invalidMessage;
        this.#core.flashLimit = second;
        return {};
      case opcodes.SPI_FLASH_MD5: {
        if (!isAttached(this.#core) || !isInFlash(this.#core, first, second)) return romError.failedToAct;
        const digest = await hashFlash(this.#core, first, second);
        return { data: new TextEncoder().encode(Buffer.from(digest).toString('hex')) };
      }
      case opcodes.READ_FLASH_SLOW:
        if (second > slowReadBytes || !isAttached(this.#core)) return romError.flashRead;
        await this.#core.nor.ready(this.#core.signal);
        return { data: this.#core.nor.read(first, slowReadBytes) };
      case opcodes.GET_SECURITY_INFO:
        return { data: securityInfo(this.#core.chip, this.#core.facts) ?? noData };
      default:
        // CHANGE_BAUDRATE, which acts after its answer.
        return payload.length === 8 ? {} : romError.invalidMessage;
    }
  }

  #sync(payload: Uint8Array): RomError | Done {
    const isPattern =
      payload.length === 36 &&
      wordsOf(payload)[0] === 0x2012_0707 &&
      payload.subarray(4).every((b) => b === 0x55);
    if (!isPattern) return romError.invalidMessage;
    this.#value = 0x2012_0707;
    return {};
  }

  #readRegister(payload: Uint8Array): RomError | Done {
    const [address] = wordsOf(payload);
    if (address === undefined) return romError.invalidMessage;
    this.#value = this.#core.bus.read(address);
    return {};
  }

  /** One or more times address, value, mask and µs to wait before. */
  async #writeRegister(payload: Uint8Array): Promise<RomError | Done> {
    if (payload.length === 0 || payload.length % 16 !== 0) return romError.invalidMessage;
    const { bus } = this.#core;
    const words = wordsOf(payload);
    for (let at = 0; at < words.length; at += 4) {
      const [address = 0, value = 0, mask = 0, delayUs = 0] = words.slice(at, at + 4);
      await work(this.#core, delayUs / 1000);
      bus.write(address, (value & mask) | (mask === 0xffff_ffff ? 0 : bus.read(address) & ~mask));
    }
    return {};
  }

  async #data(opcode: number, checksum: number, payload: Uint8Array): Promise<RomError | Done> {
    const bytes = payload.subarray(dataHeaderSizeBytes);
    if (payload.length < dataHeaderSizeBytes || wordsOf(payload)[0] !== bytes.length)
      return romError.invalidMessage;
    if (checksumOf(bytes) !== checksum) return romError.invalidChecksum;
    if (opcode !== opcodes.MEM_DATA)
      return (await this.#flash.data(bytes, opcode === opcodes.FLASH_DEFL_DATA)) ?? {};
    const { usbRamBlock } = this.#core.chip;
    const mostBytes = this.#core.facts.usb.kind === 'otg' ? (usbRamBlock ?? Infinity) : Infinity;
    if (!this.#ram.begun || bytes.length > Math.min(this.#ram.remainingBytes, mostBytes))
      return romError.failedToAct;
    this.#ram.data(bytes);
    return {};
  }

  /** Words: 1 to stay in the loader or 0 to run, entry point. */
  #memEnd(payload: Uint8Array): RomError | Done {
    const [flag, entry = 0] = wordsOf(payload);
    if (flag === undefined || !this.#ram.begun) return romError.failedToAct;
    // Only code that was signed may run, and nothing in RAM is.
    if (flag === 0 && this.#core.facts.security.secureBoot) return romError.failedToAct;
    const uploads = this.#ram.end();
    return flag === 0 ? { next: { type: 'run-ram', entry, uploads } } : {};
  }

  async #afterAnswer({ opcode, payload }: Command): Promise<void> {
    if (opcode !== opcodes.CHANGE_BAUDRATE) return;
    await this.#core.port.drained();
    this.#core.port.setBaud(actualBaud(this.#core, wordsOf(payload)[0] ?? 0));
  }

  #answer(data: Uint8Array, error: RomError | null): void {
    const status = new Uint8Array(this.#statusSizeBytes);
    if (error !== null) status.set([1, error]);
    const opcode = this.#lastOpcode;
    const body = encodeAnswer({ opcode, value: this.#value, data, status });
    const copies = opcode === opcodes.SYNC ? syncAnswers : 1;
    for (let copy = 0; copy < copies; copy++) this.#core.port.sendFrame(opcode, body);
  }

  /** The answer before it once more, as often as it was sent, with the error in it. @source golden/wire/esp32 */
  #answerUnknown(): void {
    this.#answer(noData, romError.invalidMessage);
  }
}

const isAttached = ({ attachedPins }: LoaderCore): boolean => attachedPins !== null;

/** The rate that a ROM gets to which takes its crystal for another one. */
function actualBaud({ facts, bus }: LoaderCore, asked: number): number {
  const { assumes40Mhz, pcrSysclkReg } = romProfiles[facts.chip];
  if (pcrSysclkReg !== undefined)
    return Math.round((asked * facts.crystalMhz) / ((bus.peek(pcrSysclkReg) >>> 24) & 0x7f));
  return assumes40Mhz ? Math.round((asked * facts.crystalMhz) / 40) : asked;
}
