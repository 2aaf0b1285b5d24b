import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../services/atomic-file';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** Null: where the system likes it. */
  readonly bounds: Rectangle | null;
  readonly maximized: boolean;
}

const unknown: WindowState = { bounds: null, maximized: false };

/** As much of a window's title bar as a hand can take hold of. */
const graspableWidth = 100;
const graspableHeight = 40;

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return ['x', 'y', 'width', 'height'].every((name) => Number.isInteger(fields[name]));
}

/** Whether enough of the window's upper edge lies on a display for it to be moved. */
function isReachable(window: Rectangle, area: Rectangle): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  return (
    right - left >= graspableWidth && window.y >= area.y && window.y <= area.y + area.height - graspableHeight
  );
}

/** A state from what a file held, for the displays that are there now: a window on one that is gone is forgotten. */
export function windowStateFrom(stored: unknown, workAreas: readonly Rectangle[]): WindowState {
  if (typeof stored !== 'object' || stored === null) return unknown;
  const { bounds, maximized } = stored as { bounds?: unknown; maximized?: unknown };
  const usable = isRectangle(bounds) && workAreas.some((area) => isReachable(bounds, area));
  return { bounds: usable ? bounds : null, maximized: maximized === true };
}

/** Never fails: without a readable file the window opens as if for the first time. */
export function readWindowState(file: string, workAreas: readonly Rectangle[]): WindowState {
  try {
    return windowStateFrom(JSON.parse(readFileSync(file, 'utf8')), workAreas);
  } catch {
    return unknown;
  }
}

export async function saveWindowState(file: string, state: WindowState): Promise<void> {
  // Losing a window's place is not worth a word.
  await writeFileAtomically(file, `${JSON.stringify(state)}\n`).catch(() => undefined);
}
