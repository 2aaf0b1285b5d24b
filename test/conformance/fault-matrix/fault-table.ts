import type { ChipId } from '../../../src-shared/model/chip';
import { disturbanceKinds, type Disturbance, type Side } from '../../support/disturbed-transport';
import { matrixOperations, type MatrixOperation } from './matrix-operations';
import { runDisturbed, type Outcome } from './run-disturbed';

/** Whatever is none of these is a failure of the engine. */
const allowed: readonly Outcome['kind'][] = ['success', 'error'];
const sides: readonly Side[] = ['request', 'answer'];

interface Cell {
  successes: number;
  errors: number;
}

export interface FaultTable {
  /** One line for each operation, ready to be printed. */
  readonly lines: readonly string[];
  /** What went wrong, in words; empty as it should be. */
  readonly failures: readonly string[];
  readonly runs: number;
  readonly longestMs: number;
  /** Runs in which a damaged address hit somebody else's bytes: requests carry no checksum. */
  readonly collateral: number;
  /** How often each error code came. */
  readonly codes: ReadonlyMap<string, number>;
}

/** The first, the middle and the last frame of the operation, and where it connects, of connecting. */
function positions(undisturbed: Outcome, { name }: MatrixOperation, side: Side): readonly number[] {
  const [toConnect, all] =
    side === 'request'
      ? [undisturbed.requestsToConnect, undisturbed.requests.length]
      : [undisturbed.answersToConnect, undisturbed.answers];
  const [from, to] = name === 'connect' ? [0, toConnect] : [toConnect, all];
  const middle = Math.floor((from + to) / 2);
  return [...new Set([from, middle, to - 1])].filter((at) => at >= from && at < to);
}

/** With the ESP8266's ROM, reading goes by registers: four bytes a command. */
export function sizeFor(chip: ChipId, loader: 'stub' | 'rom'): 'usual' | 'small' {
  return chip === 'esp8266' && loader === 'rom' ? 'small' : 'usual';
}

/** Every disturbance of every operation on one chip with one loader. */
export async function faultTable(chip: ChipId, loader: 'stub' | 'rom'): Promise<FaultTable> {
  const lines: string[] = [];
  const failures: string[] = [];
  const codes = new Map<string, number>();
  let runs = 0;
  let longestMs = 0;
  let collateral = 0;
  for (const operation of matrixOperations(sizeFor(chip, loader))) {
    const undisturbed = await runDisturbed({ chip, loader, operation, plan: [] }, null);
    const ending = undisturbed.kind === 'error' ? undisturbed.detail : undisturbed.kind;
    if (ending !== operation.endsWith(chip, loader)) {
      failures.push(`${chip} ${loader} ${operation.name} undisturbed: ${ending} ${undisturbed.detail}`);
      continue;
    }
    // What is refused before anything is sent cannot be disturbed.
    if (undisturbed.kind === 'error' && undisturbed.requests.length === undisturbed.requestsToConnect) {
      lines.push(`${operation.name.padEnd(16)}${ending}, as it should be`);
      continue;
    }
    const cells = new Map<string, Cell>();
    for (const kind of disturbanceKinds) {
      for (const side of sides) {
        const cell: Cell = { successes: 0, errors: 0 };
        cells.set(`${kind} ${side}`, cell);
        for (const at of positions(undisturbed, operation, side)) {
          const plan: readonly Disturbance[] = [{ kind, side, at }];
          const outcome = await runDisturbed({ chip, loader, operation, plan }, undisturbed.claim);
          runs += 1;
          longestMs = Math.max(longestMs, outcome.durationMs);
          if (outcome.collateral) collateral += 1;
          if (outcome.kind === 'success') cell.successes += 1;
          else if (outcome.kind === 'error') {
            cell.errors += 1;
            codes.set(outcome.detail, (codes.get(outcome.detail) ?? 0) + 1);
          }
          if (!allowed.includes(outcome.kind))
            failures.push(
              `${chip} ${loader} ${operation.name}, ${kind} of ${side} ${at}: ${outcome.kind}, ${outcome.detail}`,
            );
        }
      }
    }
    lines.push(lineOf(operation.name, cells));
  }
  return { lines, failures, runs, longestMs, collateral, codes };
}

const width = 6;

/** `3` all recovered, `2+1` two recovered and one coded error; request and answer of each disturbance. */
function lineOf(name: string, cells: ReadonlyMap<string, Cell>): string {
  const texts = disturbanceKinds.flatMap((kind) =>
    sides.map((side) => {
      const { successes = 0, errors = 0 } = cells.get(`${kind} ${side}`) ?? {};
      return (errors === 0 ? String(successes) : `${successes}+${errors}`).padEnd(width);
    }),
  );
  return `${name.padEnd(16)}${texts.join('')}`;
}

export const tableHead = `${''.padEnd(16)}${disturbanceKinds
  .map((kind) => kind.replace('unplug-and-return', 'unplug').padEnd(2 * width))
  .join('')}\n${''.padEnd(16)}${disturbanceKinds.map(() => 'req   ans   ').join('')}`;
