import type { CrashArchitecture, DecodedFrame, FrameKind } from '../../../src-shared/model/crash';
import { callBefore } from './call-before';
import type { OpenedElf } from './debug-info-cache';

export function frameAt({ info }: OpenedElf, pc: number, kind: FrameKind): DecodedFrame {
  return { kind, pc, places: info.places(pc) };
}

/** A frame of the call that returns to `address`; null where no call does. */
export function frameOfReturn(
  elf: OpenedElf,
  architecture: CrashArchitecture,
  address: number,
  kind: FrameKind,
): DecodedFrame | null {
  const call = callBefore(elf.code, architecture, address);
  return call === null ? null : frameAt(elf, call, kind);
}
