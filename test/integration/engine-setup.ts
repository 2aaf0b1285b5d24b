import type { AppError } from '../../src-shared/errors/app-error';
import type { ChipId } from '../../src-shared/model/chip';
import type { ProgressEvent } from '../../src-shared/model/progress';
import type { EngineContext, RunOptions } from '../../src-main/engine/engine-context';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { connect } from '../../src-main/engine/loader/connect';
import type { ConnectRequest, WriteRequest } from '../../src-main/engine/requests';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import { createSimulatedBoard, type SimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { VirtualClock } from '../support/virtual-clock';

export interface Setup {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly context: EngineContext;
  readonly events: ProgressEvent[];
  readonly run: RunOptions;
  connect(changes?: Partial<ConnectRequest>): Promise<ChipSession>;
}

/** A simulated board and an engine on the same virtual time. */
export function setUp(chip: ChipId, spec: Partial<BoardSpec> = {}, signal?: AbortSignal): Setup {
  const clock = new VirtualClock();
  const board = createSimulatedBoard({ chip, flashSizeBytes: 0x40_0000, ...spec }, { clock });
  const events: ProgressEvent[] = [];
  const context = { clock, compute: inlineCompute, trace: (): void => undefined };
  const run: RunOptions = { signal, onProgress: (event) => void events.push(event) };
  return {
    clock,
    board,
    context,
    events,
    run,
    connect: (changes = {}) => {
      const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
      const request: ConnectRequest = {
        chip: 'auto',
        baud: 921_600,
        useStub: true,
        before: 'default-reset',
        attempts: 2,
        ...changes,
      };
      return connect(transport, request, context, run);
    },
  };
}

export function notices({ events }: Setup): string[] {
  return events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
}

/** A plan with nothing special about it. */
export function plan(segments: WriteRequest['segments'], changes: Partial<WriteRequest> = {}): WriteRequest {
  return {
    segments,
    flashMode: 'keep',
    flashFrequency: 'keep',
    flashSize: 'keep',
    eraseAll: false,
    compress: null,
    verify: true,
    skipUnchanged: false,
    force: false,
    ...changes,
  };
}

/** What `work` is rejected with; a test that expects an error and gets none fails. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const nothing = Symbol('nothing');
  const thrown: unknown = await work.then(
    () => nothing,
    (error: unknown) => error,
  );
  if (thrown === nothing) throw new Error('it was expected to fail and did not');
  return thrown as AppError;
}

/** The board's flash as it is, past the loader. */
export function flashContents(board: SimulatedBoard, offset: number, sizeBytes: number): Uint8Array {
  return board.flash.read(offset, sizeBytes);
}
