import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** Files can be dropped anywhere in the window; answers whether some hover over it now. */
export function useFileDrop(onDrop: (transfer: DataTransfer) => void): Readonly<Ref<boolean>> {
  const hovering = ref(false);
  /** Enter and leave come for each element on the way; the window is left when they are even. */
  let depth = 0;

  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

  function enter(event: DragEvent): void {
    if (!carriesFiles(event)) return;
    depth += 1;
    hovering.value = true;
  }

  function leave(event: DragEvent): void {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    hovering.value = depth > 0;
  }

  function over(event: DragEvent): void {
    if (!carriesFiles(event)) return;
    // Without this the page would be left for the file.
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  }

  function drop(event: DragEvent): void {
    depth = 0;
    hovering.value = false;
    // A place of its own for files has taken it already.
    if (!carriesFiles(event) || !event.dataTransfer || event.defaultPrevented) return;
    event.preventDefault();
    onDrop(event.dataTransfer);
  }

  onMounted(() => {
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('dragenter', enter);
    window.removeEventListener('dragleave', leave);
    window.removeEventListener('dragover', over);
    window.removeEventListener('drop', drop);
  });
  return hovering;
}
