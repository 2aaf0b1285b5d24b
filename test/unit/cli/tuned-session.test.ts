import { describe, expect, it } from 'vitest';
import { withTimeouts } from '../../../src-main/cli/esptool/tuned-session';
import type { ChipSession, CommandOptions } from '../../../src-main/engine/loader/chip-session';
import { opcodes } from '../../../src-main/engine/protocol/opcodes';

function recordingSession() {
  const deadlines: (number | undefined)[] = [];
  const session = {
    command: async (_opcode: number, _data: Uint8Array, options: CommandOptions = {}) => {
      deadlines.push(options.timeoutMs);
      return { value: 0, data: new Uint8Array() };
    },
    receiveFrame: async (timeoutMs: number) => {
      deadlines.push(timeoutMs);
      return new Uint8Array();
    },
  } as unknown as ChipSession;
  return { session, deadlines };
}

const nothing = new Uint8Array();

describe('timeouts of the configuration file', () => {
  it('leave the session as it is where they say nothing', () => {
    const { session } = recordingSession();
    expect(withTimeouts(session, {})).toBe(session);
    expect(withTimeouts(session, { command: undefined })).toBe(session);
  });

  it('lengthen what they are about, in proportion to their defaults', async () => {
    const { session, deadlines } = recordingSession();
    const tuned = withTimeouts(session, { command: 6_000, eraseChip: 240_000, md5PerMb: 4_000 });
    await tuned.command(opcodes.READ_REG, nothing);
    await tuned.command(opcodes.ERASE_FLASH, nothing, { timeoutMs: 150_000 });
    await tuned.command(opcodes.SPI_FLASH_MD5, nothing, { timeoutMs: 32_000 });
    await tuned.command(opcodes.ERASE_REGION, nothing, { timeoutMs: 30_000 });
    await tuned.receiveFrame(3_100);
    expect(deadlines).toEqual([6_000, 300_000, 16_000, 30_000, 6_200]);
  });

  it('are bounded by max_timeout', async () => {
    const { session, deadlines } = recordingSession();
    const tuned = withTimeouts(session, { longest: 100_000 });
    await tuned.command(opcodes.ERASE_FLASH, nothing, { timeoutMs: 150_000 });
    await tuned.command(opcodes.SYNC, nothing, { timeoutMs: 100 });
    expect(deadlines).toEqual([100_000, 100]);
  });
});
