import { shallowRef } from 'vue';
import { sectorBytes } from '../../src-shared/model/flash-size';
import type { FlashScale } from '../model/flash-map/flash-scale';

interface EdgeDrag {
  readonly id: string;
  /** The scale of the moment in which the drag began: an edge that moves the map under the hand cannot be aimed at. */
  readonly scale: FlashScale;
}

/** Sectors that one press of an arrow key moves the edge, with Shift. */
const fastSectors = 16;

/** Moving the end of a block on the map, by pointer and by keys. `move` gets the wanted end, in bytes. */
export function useEdgeDrag(
  scale: () => FlashScale,
  track: () => HTMLElement | null,
  move: (id: string, end: number) => void,
) {
  const drag = shallowRef<EdgeDrag | null>(null);

  function start(event: PointerEvent, id: string): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    drag.value = { id, scale: scale() };
  }

  function follow(event: PointerEvent): void {
    if (!drag.value) return;
    event.stopPropagation();
    const box = track()?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    move(drag.value.id, drag.value.scale.toOffset((event.clientX - box.left) / box.width));
  }

  function end(): void {
    drag.value = null;
  }

  function press(event: KeyboardEvent, id: string, at: number): void {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(id, at + direction * sectorBytes * (event.shiftKey ? fastSectors : 1));
  }

  return { drag, start, follow, end, press };
}
