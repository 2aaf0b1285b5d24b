import { sectorSizeBytes } from '../flash/flash-store';
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
import { eraseRange } from './flash-writer';
import { stay, type LoaderStep } from './frame-port';
import { hashFlash, isInFlash, work, type LoaderCore } from './loader-core';
import { RamUploads } from './ram-uploads';
import type { ReceiveBuffers } from './receive-buffers';
import { securityInfo } from './security-info';
import { stubError, type StubError } from './stub-errors';
import { StubFlash } from './stub-flash';
import { streamFlash } from './stub-read';

const syncAnswers = 8;

interface Done {
  readonly data?: Uint8Array;
  readonly value?: number;
  /** After the answer; an error is kept for the next command's. */
  readonly afterwards?: () => Promise<StubError | null>;
  readonly next?: LoaderStep;
}

const isError = (result: StubError | Done): result is StubError => typeof result === 'number';

/** The stub flasher. @source golden/wire, stub-*; esp-flasher-stub (Apache-2.0 OR MIT) */
export class StubLoader {
  readonly #core: LoaderCore;
  readonly #frames: ReceiveBuffers;
  readonly #flash: StubFlash;
  readonly #ram: RamUploads;
  #pendingError: StubError | null = null;

  constructor(core: LoaderCore, frames: ReceiveBuffers) {
    this.#core = core;
    this.#frames = frames;
    this.#flash = new StubFlash(core);
    this.#ram = new RamUploads(core.bus);
  }

  async handle(frame: Uint8Array): Promise<LoaderStep> {
    const decoded = decodeCommand(frame);
    await work(this.#core, this.#core.facts.time.commandMs);
    if (decoded.type !== 'command') {
      const [, opcode = 0] = frame;
      this.#answer(
        opcode,
        decoded.type === 'wrong-size' ? stubError.badDataLength : stubError.invalidCommand,
      );
      return stay;
    }
    const { command } = decoded;
    if (command.opcode === opcodes.RUN_USER_CODE) return this.#runUserCode();
    const result = this.#takePendingError() ?? (await this.#act(command));
    if (isError(result)) {
      this.#answer(command.opcode, result);
      return stay;
    }
    for (let copy = 1; command.opcode === opcodes.SYNC && copy < syncAnswers; copy++)
      this.#answer(command.opcode, result);
    this.#answer(command.opcode, result);
    this.#pendingError = (await result.afterwards?.()) ?? null;
    return result.next ?? stay;
  }

  async #act(command: Command): Promise<StubError | Done> {
    const { opcode, payload } = command;
    switch (opcode) {
      case opcodes.SYNC:
        return payload.length === 36 ? {} : stubError.badDataLength;
      case opcodes.READ_REG:
        if (payload.length !== 4) return stubError.badDataLength;
        return { value: this.#core.bus.read(wordsOf(payload)[0] ?? 0) };
      case opcodes.WRITE_REG:
        return this.#writeRegister(payload);
      case opcodes.FLASH_BEGIN:
      case opcodes.FLASH_DEFL_BEGIN:
        return this.#flash.begin(payload, opcode === opcodes.FLASH_DEFL_BEGIN) ?? {};
      case opcodes.FLASH_DATA:
      case opcodes.FLASH_DEFL_DATA:
      case opcodes.FLASH_ENCRYPT_DATA:
        return this.#flashData(command);
      case opcodes.FLASH_END:
      case opcodes.FLASH_DEFL_END:
        return this.#flash.end(payload) ?? {};
      case opcodes.MEM_BEGIN:
      case opcodes.MEM_DATA:
      case opcodes.MEM_END:
        return this.#memory(command);
      case opcodes.GET_SECURITY_INFO: {
        const data = securityInfo(this.#core.chip, this.#core.facts);
        return data ? { data } : stubError.notImplemented;
      }
      case opcodes.CHANGE_BAUDRATE:
        return payload.length === 8
          ? { afterwards: () => this.#changeBaud(wordsOf(payload)[0] ?? 0) }
          : stubError.badDataLength;
      default:
        return this.#actOnFlash(opcode, payload);
    }
  }

  async #actOnFlash(opcode: number, payload: Uint8Array): Promise<StubError | Done> {
    const [first = 0, second = 0] = wordsOf(payload);
    switch (opcode) {
      case opcodes.SPI_ATTACH:
        // One word, where the ROM wants two.
        if (payload.length !== 4) return stubError.badDataLength;
        this.#core.attachedPins = first;
        return {};
      case opcodes.SPI_SET_PARAMS:
        if (payload.length !== 24) return stubError.badDataLength;
        this.#core.flashLimit = second;
        return {};
      case opcodes.SPI_FLASH_MD5:
        if (payload.length !== 16) return stubError.badDataLength;
        return { data: await hashFlash(this.#core, first, second) };
      case opcodes.ERASE_FLASH:
        return this.#eraseChip();
      case opcodes.ERASE_REGION:
        return this.#eraseRegion(payload, first, second);
      case opcodes.READ_FLASH:
        return payload.length === 16
          ? { afterwards: () => streamFlash(this.#core, payload, this.#frames) }
          : stubError.badDataLength;
      default:
        return stubError.invalidCommand;
    }
  }

  #flashData({ opcode, checksum, payload }: Command): StubError | Done {
    if (opcode === opcodes.FLASH_ENCRYPT_DATA && this.#core.stub !== 'former')
      return stubError.invalidCommand;
    if (payload.length < dataHeaderSizeBytes) return stubError.notEnoughData;
    const error = this.#flash.check(payload, opcode === opcodes.FLASH_DEFL_DATA);
    if (error !== null) return error;
    const bytes = payload.subarray(dataHeaderSizeBytes);
    if (checksumOf(bytes) !== checksum) return stubError.badChecksum;
    const encrypted = opcode === opcodes.FLASH_ENCRYPT_DATA;
    return { afterwards: () => this.#flash.data(bytes, { encrypted }) };
  }

  #memory({ opcode, payload }: Command): StubError | Done {
    const [first = 0, second = 0, , fourth = 0] = wordsOf(payload);
    if (opcode === opcodes.MEM_BEGIN) {
      if (payload.length !== 16) return stubError.badDataLength;
      this.#ram.begin(fourth, first);
      return {};
    }
    if (!this.#ram.begun) return stubError.notInFlashMode;
    if (opcode === opcodes.MEM_DATA) {
      const bytes = payload.subarray(dataHeaderSizeBytes);
      if (first !== bytes.length || first > this.#ram.remainingBytes) return stubError.tooMuchData;
      this.#ram.data(bytes);
      return {};
    }
    if (payload.length !== 8) return stubError.badDataLength;
    const uploads = this.#ram.end();
    return first === 0 ? { next: { type: 'run-ram', entry: second, uploads } } : {};
  }

  async #writeRegister(payload: Uint8Array): Promise<StubError | Done> {
    if (payload.length === 0 || payload.length % 16 !== 0) return stubError.notEnoughData;
    const { bus } = this.#core;
    const words = wordsOf(payload);
    for (let at = 0; at < words.length; at += 4) {
      const [address = 0, value = 0, mask = 0, delayUs = 0] = words.slice(at, at + 4);
      await work(this.#core, delayUs / 1000);
      bus.write(address, (value & mask) | (mask === 0xffff_ffff ? 0 : bus.read(address) & ~mask));
    }
    return {};
  }

  async #eraseChip(): Promise<StubError | Done> {
    const { nor, signal } = this.#core;
    await nor.ready(signal);
    if (!nor.startChipErase()) return stubError.failedSpiOperation;
    await nor.ready(signal);
    return {};
  }

  async #eraseRegion(payload: Uint8Array, offset: number, sizeBytes: number): Promise<StubError | Done> {
    const isAligned = offset % sectorSizeBytes === 0 && sizeBytes % sectorSizeBytes === 0;
    if (payload.length !== 8 || !isAligned) return stubError.badDataLength;
    if (!isInFlash(this.#core, offset, sizeBytes)) return stubError.failedSpiOperation;
    return (await eraseRange(this.#core, offset, sizeBytes)) === 'done' ? {} : stubError.failedSpiOperation;
  }

  async #changeBaud(baud: number): Promise<null> {
    await this.#core.port.drained();
    this.#core.port.setBaud(baud);
    return null;
  }

  /** Has no answer. Elsewhere than on the chips that can do it, nothing happens. */
  #runUserCode(): LoaderStep {
    return romProfiles[this.#core.facts.chip].stubRunsUserCode ? { type: 'leave', how: 'jump' } : stay;
  }

  #takePendingError(): StubError | null {
    const error = this.#pendingError;
    this.#pendingError = null;
    return error;
  }

  #answer(opcode: number, result: StubError | Done): void {
    const status = isError(result) ? Uint8Array.of(result, 0) : new Uint8Array(2);
    const { data = noData, value = 0 } = isError(result) ? {} : result;
    this.#core.port.sendFrame(opcode, encodeAnswer({ opcode, value, data, status }));
  }
}
