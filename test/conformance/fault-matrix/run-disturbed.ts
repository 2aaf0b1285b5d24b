import { toAppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import { withAdaptiveLink } from '../../../src-main/engine/link/adaptive-link';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { MemoryFlashStore } from '../../../src-main/simulator/flash/memory-flash-store';
import { createSimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../../src-main/simulator/simulated-transport';
import { DisturbedTransport, type Disturbance } from '../../support/disturbed-transport';
import { VirtualClock } from '../../support/virtual-clock';
import { flashSizeBytes, knownContents, type MatrixOperation } from './matrix-operations';

export interface MatrixCase {
  readonly chip: ChipId;
  readonly loader: 'stub' | 'rom';
  readonly operation: MatrixOperation;
  readonly plan: readonly Disturbance[];
}

export interface Outcome {
  /** `false success` and `hung` are what must not be. */
  readonly kind: 'success' | 'error' | 'false success' | 'hung' | 'uncoded' | 'port left open';
  /** The error's code, or what was wrong. */
  readonly detail: string;
  /** Virtual. */
  readonly durationMs: number;
  readonly claim: unknown;
  /** Opcodes of the host's frames, in order, and how many of them came before the operation. */
  readonly requests: readonly number[];
  readonly requestsToConnect: number;
  readonly answers: number;
  readonly answersToConnect: number;
  /** Bytes outside of what the operation was to touch have changed. */
  readonly collateral: boolean;
}

/** The longest that anything may take: a whole-chip erase is given two minutes, and may be repeated. */
export const deadlineMs = 15 * 60_000;

/** Ended work closes the port and lets the board run. */
const graceMs = 30_000;
/** A board that is plugged in again is waited for. */
const returnWithinMs = 10_000;

/** One run from opening the port to closing it, on virtual time. `undisturbed` is what the same run claims without faults. */
export async function runDisturbed(
  { chip, loader, operation, plan }: MatrixCase,
  undisturbed: unknown,
): Promise<Outcome> {
  const clock = new VirtualClock();
  const flash = new MemoryFlashStore(flashSizeBytes);
  flash.write(0, knownContents);
  const board = createSimulatedBoard({ chip, flashSizeBytes, flash, mac: '7c:df:a1:b2:c3:d4' }, { clock });
  const inner = new SimulatedTransport({ label: 'sim', clock, find: () => board });
  const transport = new DisturbedTransport(inner, board, clock, plan);
  let requestsToConnect = 0;
  let answersToConnect = 0;

  const work = async (): Promise<unknown> => {
    const { value } = await withAdaptiveLink(
      {
        openTransport: () => transport,
        connect: { chip: 'auto', before: 'default-reset', attempts: 3 },
        settings: { baud: 921_600, compress: true, useStub: loader === 'stub' },
        context: { clock, compute: inlineCompute, trace: () => undefined },
        returnWithinMs,
        deadlineMs,
      },
      async (session, { compress }, attempt, run) => {
        if (attempt === 1) {
          requestsToConnect = transport.requests.length;
          answersToConnect = transport.answers;
        }
        return operation.run(session, compress ? null : false, run);
      },
    );
    return value;
  };
  const late = Symbol('late');
  const outcome = async (): Promise<Pick<Outcome, 'kind' | 'detail' | 'claim'>> => {
    const alarm = new Promise<typeof late>((resolve) =>
      clock.schedule(deadlineMs + graceMs, () => resolve(late)),
    );
    try {
      const claim = await Promise.race([work(), alarm]);
      if (claim === late) return { kind: 'hung', detail: 'past its deadline', claim: null };
      const lie = operation.lie(claim, board, undisturbed ?? claim);
      return lie === null
        ? { kind: 'success', detail: '', claim }
        : { kind: 'false success', detail: lie, claim };
    } catch (error) {
      const { code } = toAppError(error);
      const isCoded = code !== 'internal';
      return {
        kind: isCoded ? 'error' : 'uncoded',
        detail: isCoded ? code : String(error),
        claim: null,
      };
    }
  };
  let ended: Pick<Outcome, 'kind' | 'detail' | 'claim'>;
  try {
    ended = await clock.run(outcome);
  } catch (error) {
    ended = { kind: 'hung', detail: String(error), claim: null };
  }
  if (transport.isOpen && ended.kind !== 'hung') ended = { ...ended, kind: 'port left open' };
  return {
    ...ended,
    durationMs: clock.now(),
    requests: transport.requests,
    requestsToConnect,
    answers: transport.answers,
    answersToConnect,
    collateral: changedOutside(flash, operation),
  };
}

function changedOutside(flash: MemoryFlashStore, { touches }: MatrixOperation): boolean {
  const now = flash.read(0, flashSizeBytes);
  const before = new Uint8Array(flashSizeBytes).fill(0xff);
  before.set(knownContents);
  if (touches !== null) {
    now.fill(0, touches.offset, touches.offset + touches.sizeBytes);
    before.fill(0, touches.offset, touches.offset + touches.sizeBytes);
  }
  return Buffer.compare(now, before) !== 0;
}
