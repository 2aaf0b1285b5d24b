import type { AppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import {
  comPortCommands,
  controlGroup,
  decodeAnswer,
  encodeRequest,
  type ComPortCommand,
  type ComPortMessage,
} from './com-port-option';

/** One request and the answer to it. */
export interface Question {
  readonly command: ComPortCommand;
  readonly value: readonly number[];
}

interface Waiter {
  readonly question: Question;
  readonly settle: (answer: Uint8Array | null) => void;
  readonly fail: (error: AppError) => void;
}

/** Asks a server and waits for its answers, each question for as long as is allowed. Sends nothing by itself. */
export class ComPortClient {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends the questions in one piece. Resolves with the value of each answer, null where none came in time; rejects when
   * `send` fails and when `fail` is called.
   */
  async ask(
    questions: readonly Question[],
    send: (bytes: Uint8Array) => Promise<void>,
  ): Promise<readonly (Uint8Array | null)[]> {
    const answers = questions.map((question) => this.#answerTo(question));
    const requests = questions.flatMap(({ command, value }) => [...encodeRequest(command, ...value)]);
    const [, ...values] = await Promise.all([send(Uint8Array.from(requests)), ...answers]);
    return values;
  }

  /** Takes a COM-PORT-OPTION of the server; returns it where it answers nothing that was asked. */
  take(payload: Uint8Array): ComPortMessage | null {
    const answer = decodeAnswer(payload);
    if (answer === null) return null;
    const waiter = [...this.#waiters].find(({ question }) => isAnswer(question, answer));
    if (waiter === undefined) return answer;
    waiter.settle(answer.value);
    return null;
  }

  /** Ends everything that waits. */
  fail(error: AppError): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error);
  }

  #answerTo(question: Question): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      const cancelTimer = this.#clock.schedule(this.#timeoutMs, () => waiter.settle(null));
      const leave = (): void => {
        cancelTimer();
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        question,
        settle: (answer) => {
          leave();
          resolve(answer);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
    });
  }
}

/** A SET-CONTROL is answered by one about the same line. */
function isAnswer({ command, value }: Question, answer: ComPortMessage): boolean {
  if (command !== answer.command) return false;
  if (command !== comPortCommands.setControl) return true;
  return controlGroup(value[0] ?? 0) === controlGroup(answer.value[0] ?? 0);
}
