import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useStation } from '../api/station-client';

/** Whether the station answers. */
export const useConnectionStore = defineStore('connection', () => {
  const { connection } = useStation();
  const state = ref(connection.state);
  connection.onState((next) => {
    state.value = next;
  });
  return { state };
});
