import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** Height of an element's contents in CSS px, kept up to date; 0 until it is there. */
export function useElementHeight(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const height = ref(0);
  const observer = new ResizeObserver(([entry]) => {
    height.value = entry?.contentRect.height ?? 0;
  });
  onMounted(() => {
    if (element.value) observer.observe(element.value);
  });
  onBeforeUnmount(() => {
    observer.disconnect();
  });
  return height;
}
