import { shallowRef } from 'vue';
import { sectorBytes } from '../../src-shared/model/flash-size';
import { snapToSector, type MapBlock } from '../model/flash-map/flash-map-geometry';
import type { FlashScale } from '../model/flash-map/flash-scale';

interface Drag {
  readonly itemId: string;
  /** The scale of the moment in which the drag began: a map that moves under the hand cannot be aimed at. */
  readonly scale: FlashScale;
  /** Bytes between the block's start and the place where it was caught. */
  readonly grabbedAt: number;
  readonly sizeBytes: number;
}

/** Sectors that one press of an arrow key moves a block, with Shift. */
const fastSectors = 16;

/** Moving blocks on the map by pointer and by keys, from sector to sector. */
export function useBlockDrag(
  scale: () => FlashScale,
  track: () => HTMLElement | null,
  move: (itemId: string, offset: number) => void,
) {
  const drag = shallowRef<Drag | null>(null);

  function offsetUnder(event: PointerEvent, from: FlashScale): number {
    const box = track()?.getBoundingClientRect();
    return box && box.width > 0 ? from.toOffset((event.clientX - box.left) / box.width) : 0;
  }

  function start(event: PointerEvent, block: MapBlock): void {
    if (event.button !== 0) return;
    const { currentTarget } = event;
    if (currentTarget instanceof Element) currentTarget.setPointerCapture(event.pointerId);
    const frozen = scale();
    drag.value = {
      itemId: block.itemId,
      scale: frozen,
      grabbedAt: offsetUnder(event, frozen) - block.start,
      sizeBytes: block.end - block.start,
    };
  }

  function follow(event: PointerEvent): void {
    if (!drag.value) return;
    const { itemId, scale: frozen, grabbedAt, sizeBytes } = drag.value;
    const wanted = offsetUnder(event, frozen) - grabbedAt;
    move(itemId, snapToSector(wanted, sizeBytes, frozen.sizeBytes));
  }

  function end(): void {
    drag.value = null;
  }

  function press(event: KeyboardEvent, block: MapBlock): void {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const step = direction * sectorBytes * (event.shiftKey ? fastSectors : 1);
    move(block.itemId, snapToSector(block.start + step, block.end - block.start, scale().sizeBytes));
  }

  return { drag, start, follow, end, press };
}
