import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import type { ChipSpec } from '../../../src-main/engine/chips/chip-spec';
import { writeFlashStatus } from '../../../src-main/engine/operations/flash-status';
import { FakeSession } from './fake-session';

/**
 * A flash behind the SPI registers of a fake session: it keeps three status registers. `second` says how it takes the second
 * one: by a command of its own, behind the first one as older flashes do, or never.
 */
class StatusSession extends FakeSession {
  readonly status = [0, 0, 0];
  readonly commands: number[] = [];
  readonly #values = new Map<number, number>();
  readonly #second: 'own' | 'behind-first' | 'never';

  constructor(chip: ChipSpec, second: 'own' | 'behind-first' | 'never') {
    super(chip);
    this.#second = second;
  }

  override async readRegister(address: number): Promise<number> {
    await Promise.resolve();
    return address === this.chip.spi.base ? 0 : (this.#values.get(address) ?? 0);
  }

  override async writeRegister(address: number, value: number): Promise<void> {
    await Promise.resolve();
    this.#values.set(address, value);
    const { base, usr2, w0, mosiDlen } = this.chip.spi;
    if (address !== base) return;
    const command = (this.#values.get(base + usr2) ?? 0) & 0xff;
    const sent = this.#values.get(base + w0) ?? 0;
    this.commands.push(command);
    if (command === 0x9f) this.#values.set(base + w0, 0x16_40c8);
    const read = [0x05, 0x35, 0x15].indexOf(command);
    if (read >= 0) this.#values.set(base + w0, this.status[read] ?? 0);
    if (command === 0x01) {
      this.status[0] = sent & 0xff;
      const bits = (this.#values.get(base + (mosiDlen ?? 0)) ?? 0) + 1;
      if (this.#second === 'behind-first') this.status[1] = bits === 16 ? (sent >>> 8) & 0xff : 0;
    }
    if (command === 0x31 && this.#second === 'own') this.status[1] = sent & 0xff;
    if (command === 0x11) this.status[2] = sent & 0xff;
  }
}

const request = { registers: 2, value: 0x0204, nonVolatile: true } as const;

describe('writing the status registers', () => {
  it('enables each write, and reads back what was written', async () => {
    const session = new StatusSession(chips.esp32, 'own');
    expect(await writeFlashStatus(session, request)).toEqual({ before: 0, after: 0x0204 });
    expect(session.commands.filter((command) => [0x01, 0x31, 0x06].includes(command))).toEqual([
      0x06, 0x01, 0x06, 0x31,
    ]);
    expect(session.commands.at(-1)).toBe(0x04);
  });

  it('enables without keeping, where it is to be lost with the power', async () => {
    const session = new StatusSession(chips.esp32c3, 'own');
    await writeFlashStatus(session, { ...request, nonVolatile: false });
    expect(session.commands).toContain(0x50);
    expect(session.commands).not.toContain(0x06);
  });

  it('writes both at once where the second register has no command of its own', async () => {
    const session = new StatusSession(chips.esp32s3, 'behind-first');
    expect(await writeFlashStatus(session, request)).toEqual({ before: 0, after: 0x0204 });
  });

  it('says so when a bit does not take its value, and shows both', async () => {
    const session = new StatusSession(chips.esp32s3, 'never');
    await expect(writeFlashStatus(session, request)).rejects.toMatchObject({
      code: 'flash-status-differs',
      context: { expected: '0x0204', actual: '0x0004' },
    });
  });

  it('writes three registers', async () => {
    const session = new StatusSession(chips.esp32, 'own');
    await writeFlashStatus(session, { registers: 3, value: 0x60_0204, nonVolatile: true });
    expect(session.status).toEqual([0x04, 0x02, 0x60]);
  });
});
