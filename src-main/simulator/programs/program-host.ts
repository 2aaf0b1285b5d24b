import type { BoardFacts } from '../board-spec';
import type { BootEnd } from '../boot/boot-script';
import type { FirmwareLevel } from '../boot/log-line';

/** The chip as its firmware sees it. Everything that waits here ends with the chip's next reset. */
export interface ProgramHost {
  readonly facts: BoardFacts;
  /** Of the console, in both directions. */
  readonly baud: number;
  setBaud(baud: number): void;
  /** To the console, as it is: no line end is added. */
  print(text: string): void;
  /** A whole line. */
  line(text: string): void;
  /** One line of ESP-IDF's log, with the time since the chip's start. */
  log(level: FirmwareLevel, tag: string, text: string): void;
  /** Time stands still for a program that nobody listens to. */
  wait(ms: number): Promise<void>;
  /** Until everything that was printed is out. */
  drained(): Promise<void>;
  now(): number;
  /** What is typed on the console: waits until there is something. */
  read(): Promise<string>;
}

/** Runs until its board does something else. */
export type RunProgram = (host: ProgramHost) => Promise<BootEnd>;
