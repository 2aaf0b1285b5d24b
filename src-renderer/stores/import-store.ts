import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FirmwareImportRequest, FirmwareSource } from '../../src-shared/ipc/contract';
import type { ImportAnswer, ImportedFirmware, ImportQuestion } from '../../src-shared/model/firmware';
import { useStation } from '../api/station-client';
import { useToastsStore } from './toasts-store';

/** Gives sources; null when the user changed their mind. */
export type PickSources = () => Promise<readonly FirmwareSource[] | null>;

type Reply =
  | { readonly type: 'choice'; readonly choice: string }
  | { readonly type: 'sources'; readonly sources: readonly FirmwareSource[] }
  | { readonly type: 'cancel' };

interface Asked {
  readonly question: ImportQuestion;
  readonly reply: (reply: Reply) => void;
}

/** Imports with all that the station wants to know on the way. One question is open at a time. */
export const useImportStore = defineStore('import', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const running = ref(0);
  const asked = shallowRef<Asked | null>(null);

  const question = computed(() => asked.value?.question ?? null);
  const reading = computed(() => running.value > 0);

  /** Null when the user changed their mind. Rejects with what the station refused at the first time of asking. */
  async function run(request: Omit<FirmwareImportRequest, 'answers'>): Promise<ImportedFirmware | null> {
    let sources = request.sources;
    let answers: readonly ImportAnswer[] = [];
    let outcome = await send({ ...request, answers });
    while (outcome.type === 'question') {
      const { question } = outcome;
      const reply = await ask(question);
      if (reply.type === 'cancel') return null;
      const nextSources = reply.type === 'sources' ? [...sources, ...reply.sources] : sources;
      const nextAnswers = reply.type === 'choice' ? withAnswer(answers, question.id, reply.choice) : answers;
      try {
        outcome = await send({ ...request, sources: nextSources, answers: nextAnswers });
        sources = nextSources;
        answers = nextAnswers;
      } catch (error) {
        // The question is asked again, with what was given before: a wrong file loses nothing.
        toasts.showError(error);
      }
    }
    return outcome.firmware;
  }

  async function send(request: FirmwareImportRequest) {
    return counted(() => client.request('firmware:import', request));
  }

  /** While `work` is under way, files are being read. */
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    running.value += 1;
    try {
      return await work();
    } finally {
      running.value -= 1;
    }
  }

  function ask(question: ImportQuestion): Promise<Reply> {
    cancel();
    return new Promise((resolve) => {
      asked.value = { question, reply: resolve };
    });
  }

  function answer(reply: Reply): void {
    const open = asked.value;
    asked.value = null;
    open?.reply(reply);
  }

  function choose(choice: string): void {
    answer({ type: 'choice', choice });
  }

  /** Further sources for a question about files; without any the question stays open. */
  async function add(pick: PickSources): Promise<void> {
    const open = asked.value;
    try {
      const sources = await counted(pick);
      if (sources === null || asked.value !== open) return;
      if (sources.length === 0) toasts.show({ kind: 'nothing-usable' });
      else answer({ type: 'sources', sources });
    } catch (error) {
      toasts.showError(error);
    }
  }

  function cancel(): void {
    answer({ type: 'cancel' });
  }

  return { reading, question, run, counted, choose, add, cancel };
});

function withAnswer(
  answers: readonly ImportAnswer[],
  question: string,
  choice: string,
): readonly ImportAnswer[] {
  return [...answers.filter((given) => given.question !== question), { question, choice }];
}
