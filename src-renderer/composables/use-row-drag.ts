import { ref } from 'vue';

const dragType = 'application/x-kiln-row';

/** Dragging rows of a list to another place. `move` gets the row's id and the index of the row it was dropped on. */
export function useRowDrag(move: (id: string, index: number) => void) {
  const dragged = ref<string | null>(null);
  const target = ref<number | null>(null);

  function start(event: DragEvent, id: string, row: Element | null): void {
    dragged.value = id;
    event.dataTransfer?.setData(dragType, id);
    if (row) event.dataTransfer?.setDragImage(row, 12, 12);
  }

  function over(event: DragEvent, index: number): void {
    if (dragged.value === null) return;
    event.preventDefault();
    target.value = index;
  }

  function drop(event: DragEvent, index: number): void {
    if (dragged.value === null) return;
    event.preventDefault();
    move(dragged.value, index);
    end();
  }

  function end(): void {
    dragged.value = null;
    target.value = null;
  }

  return { dragged, target, start, over, drop, end };
}
