import { AppError } from '../../src-shared/errors/app-error';
import type { ChipId } from '../../src-shared/model/chip';
import type { Clock } from '../../src-shared/time/clock';
import { parseMac, type BoardSpec } from './board-spec';
import type { Fault } from './faults/fault';
import { FileFlashStore } from './flash/file-flash-store';
import { formatAddress } from '../telnet/listen';
import { serveRfc2217 } from './network/serve-rfc2217';
import { serveTcp } from './network/serve-tcp';
import { createSimulatedBoard, type SimulatedBoard } from './simulated-board';

export interface SimulationOptions {
  readonly chip: ChipId;
  readonly flashSizeBytes: number;
  /** An image of the whole flash, made if it is not there; without, the flash is gone with the process. */
  readonly flashFile?: string;
  /** `tcp://127.0.0.1:5555` or `rfc2217://127.0.0.1:4000`; port 0 takes a free one. */
  readonly listen: string;
  readonly mac?: string;
  readonly faults?: readonly Fault[];
  readonly timing?: BoardSpec['timing'];
  /** Everything else that a board can be. */
  readonly board?: Partial<BoardSpec>;
  readonly clock: Clock;
  /** What the chip prints. */
  readonly onText?: (text: string) => void;
}

export interface Simulation {
  /** As flashing tools take it: `socket://…` or `rfc2217://…`. */
  readonly address: string;
  readonly board: SimulatedBoard;
  close(): Promise<void>;
}

/** A board for other programs. Throws `usage` for a MAC or an address that is none, `address-not-available`, `file-unreadable`. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { scheme, host, port } = parseListen(options.listen);
  if (options.mac !== undefined && !parseMac(options.mac))
    throw new AppError('usage', { reason: `“${options.mac}” is not a MAC address` });
  const board = createSimulatedBoard(specOf(options), { clock: options.clock });
  if (options.onText) board.onText(options.onText);
  try {
    const at = { host, port };
    const server = await (scheme === 'tcp' ? serveTcp(board, at) : serveRfc2217(board, at, options.clock));
    return {
      address: `${scheme === 'tcp' ? 'socket' : scheme}://${formatAddress(server)}`,
      board,
      close: async () => {
        await server.close();
        board.dispose();
      },
    };
  } catch (error) {
    board.dispose();
    throw error;
  }
}

function specOf(options: SimulationOptions): BoardSpec {
  const { chip, flashSizeBytes, flashFile, mac, faults, timing, board } = options;
  return {
    ...board,
    chip,
    flashSizeBytes,
    ...(flashFile === undefined ? {} : { flash: openFlashFile(flashFile, flashSizeBytes) }),
    ...(mac === undefined ? {} : { mac }),
    ...(faults === undefined ? {} : { faults }),
    ...(timing === undefined ? {} : { timing }),
  };
}

function openFlashFile(path: string, sizeBytes: number): FileFlashStore {
  try {
    return new FileFlashStore(path, sizeBytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('file-unreadable', { name: path, reason }, { cause });
  }
}

interface Listen {
  readonly scheme: 'tcp' | 'rfc2217';
  readonly host: string;
  readonly port: number;
}

function parseListen(text: string): Listen {
  const match = /^(tcp|rfc2217):\/\/(\[[0-9a-f:]+\]|[^:/[\]]+):(\d{1,5})$/i.exec(text);
  const [, scheme, host, port] = match ?? [];
  if (scheme === undefined || host === undefined || Number(port) > 65_535)
    throw new AppError('usage', {
      reason: `“${text}” is not an address to listen at: tcp://host:port or rfc2217://host:port`,
    });
  return {
    scheme: scheme.toLowerCase() === 'tcp' ? 'tcp' : 'rfc2217',
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
  };
}
