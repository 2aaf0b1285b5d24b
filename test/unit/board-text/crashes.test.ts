import { describe, expect, it } from 'vitest';
import { crashKinds, type CrashReport } from '../../../src-shared/model/crash';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';
import { c3Boot, esp8266Boot, idfStart } from './sample-boots';
import { crashSamples, esp8266Exception, riscvException, xtensaException } from './sample-crashes';
import { codesIn, contextOf, readBoardText, receivedLine } from './read-board-text';

function crashIn(text: string): CrashReport {
  const { crashes } = readBoardText(text).all();
  expect(crashes).toHaveLength(1);
  const [crash] = crashes;
  if (crash === undefined) throw new Error('no crash');
  return crash;
}

describe('crashes', () => {
  it.each(crashKinds)('of the kind %s are told by their own text', (kind) => {
    const { text, expected } = crashSamples[kind];
    const reader = readBoardText(text);
    expect(reader.all().crashes).toEqual([expect.objectContaining({ kind, complete: true, ...expected })]);
    expect(codesIn(reader)).toEqual(['crash']);
    expect(contextOf(reader, 'crash')).toMatchObject({ crash: reader.all().crashes[0]?.id, kind });
  });

  it('have all that Xtensa chips print', () => {
    const crash = crashIn(xtensaException);
    expect(Object.keys(crash.registers)).toHaveLength(24);
    expect(crash).toMatchObject({
      firstLine: 0,
      registers: { PC: 0x400e_14ed, A15: 0, EXCVADDR: 4, LCOUNT: 0xffff_ffff },
      backtrace: [
        { pc: 0x400e_14ed, sp: 0x3ffb_5030 },
        { pc: 0x400d_0802, sp: 0x3ffb_5050 },
      ],
      backtraceCorrupted: false,
      stack: null,
    });
  });

  it('have all that RISC-V chips print', () => {
    const crash = crashIn(riscvException);
    expect(crash.architecture).toBe('riscv');
    expect(crash.reason).toBe('Store access fault');
    expect(Object.keys(crash.registers)).toHaveLength(37);
    expect(crash.registers).toMatchObject({ MEPC: 0x4200_48b4, RA: 0x4200_48b8, 'S0/FP': 0x11, MCAUSE: 7 });
    expect(crash.stack?.address).toBe(0x3fc8_f2f0);
    expect(crash.stack?.hex).toHaveLength(2 * 64);
    // Words are printed with their highest byte first, memory has it last.
    expect(crash.stack?.hex.slice(8, 16)).toBe('78480042');
  });

  it('have all that the ESP8266 prints', () => {
    const crash = crashIn(esp8266Exception);
    expect(crash).toMatchObject({
      kind: 'exception',
      architecture: 'xtensa-lx106',
      reason: '28',
      registers: { EPC1: 0x4020_104e, EXCVADDR: 0x14, DEPC: 0 },
      stack: {
        address: 0x3fff_ff60,
        hex: `00000000c4e5fe3f9ce5fe3f41102040${'feefeffe'.repeat(3)}2ce6fe3f`,
      },
    });
  });

  it.each([
    ['Soft WDT reset', 'task-watchdog'],
    ['Abort called', 'abort'],
    ['Panic core_esp8266_main.cpp:191 __yield', 'abort'],
    ["Panic main.cpp:12 setup: Assertion 'sensor != nullptr' failed.", 'assert'],
    ['Unhandled C++ exception: OOM', 'abort'],
    ['Stack overflow detected.', 'stack-overflow'],
  ])('of the ESP8266 begin with %s', (words, kind) => {
    const text = esp8266Exception.replace(/Exception \(28\):\nepc1.*\n/, `${words}\n`);
    expect(crashIn(text)).toMatchObject({ kind, architecture: 'xtensa-lx106' });
  });

  it('of an ESP8266 with the RTOS SDK are told from those of an ESP32 by its ROM', () => {
    expect(crashIn(esp8266Boot + xtensaException).architecture).toBe('xtensa-lx106');
  });

  it('say where a stack ran over, by the watchpoint and by the guard of RISC-V cores', () => {
    const canary = xtensaException.replace(
      'StoreProhibited). Exception was unhandled.\n',
      'Unhandled debug exception). \nDebug exception reason: Stack canary watchpoint triggered (wifi_task) \n',
    );
    expect(crashIn(canary)).toMatchObject({ kind: 'stack-overflow', detail: 'wifi_task' });
    const guard = riscvException.replace(
      'Store access fault). Exception was unhandled.\n',
      'Stack protection fault). \nDetected in task "main" at 0x42009c30\nStack pointer: 0x3fc94b10\n',
    );
    expect(crashIn(guard)).toMatchObject({ kind: 'stack-overflow', detail: 'main' });
  });

  it('end in an abort whose reason is told before it', () => {
    const check = `ESP_ERROR_CHECK failed: esp_err_t 0x102 (ESP_ERR_INVALID_ARG) at 0x400d2c54\nfile: "./main/main.c" line 12\nfunc: app_main\nexpression: setup()\n\n${crashSamples.abort.text}`;
    expect(crashIn(check)).toMatchObject({
      kind: 'abort',
      detail: 'esp_err_t 0x102 (ESP_ERR_INVALID_ARG) at 0x400d2c54',
    });
    const assertion = `assertion "x > 0" failed: file "../main/main.c", line 9, function: app_main\n${crashSamples.abort.text}`;
    expect(crashIn(assertion)).toMatchObject({ kind: 'assert', core: 0 });
  });

  it('are read through colours, log lines of other tasks and a line that was being written', () => {
    const lines = xtensaException.split('\n');
    const noisy = lines.flatMap((line, index) => [
      index === 0 ? `I (4711) wifi: scan ${line}` : `\u001b[0;31m${line}\u001b[0m`,
      `\u001b[0;32mI (${4712 + index}) sensor: PC of the pump: 21.5 at 0x3ffb0000\u001b[0m`,
    ]);
    const { firstLine, lastLine, ...quiet } = crashIn(xtensaException);
    const { firstLine: first, lastLine: last, ...loud } = crashIn(noisy.join('\n'));
    expect(loud).toEqual(quiet);
    expect(last - first).toBeGreaterThan(lastLine - firstLine);
  });

  it('say that a backtrace is not to be trusted, and take its rest from the next line', () => {
    const text = xtensaException.replace(
      '0x400d0802:0x3ffb5050\n',
      '0x400d0802:0x3ffb5050\n0x400d0900:0x3ffb5070 |<-CORRUPTED\n',
    );
    const crash = crashIn(text);
    expect(crash.backtrace).toHaveLength(3);
    expect(crash.backtraceCorrupted).toBe(true);
    expect(crashIn(text.replace('CORRUPTED', 'CONTINUES')).backtraceCorrupted).toBe(false);
  });

  it('grow while they are told, under one id', () => {
    const reader = new BoardReader();
    const lines = xtensaException.split('\n');
    const ids = new Set<number>();
    const complete: boolean[] = [];
    for (const [index, line] of lines.entries()) {
      reader.line(receivedLine(line, index, index));
      for (const crash of reader.take()?.crashes ?? []) {
        ids.add(crash.id);
        complete.push(crash.complete);
      }
    }
    expect(ids.size).toBe(1);
    expect(complete.length).toBeGreaterThan(3);
    expect(complete.lastIndexOf(false)).toBe(complete.length - 2);
    expect(complete.at(-1)).toBe(true);
  });

  it('are complete when nothing more comes', () => {
    const unfinished = xtensaException.slice(0, xtensaException.indexOf('A10'));
    const reader = new BoardReader();
    for (const [index, line] of unfinished.split('\n').entries()) reader.line(receivedLine(line, index));
    expect(reader.all().crashes[0]?.complete).toBe(false);
    reader.idle(1_000);
    expect(reader.all().crashes[0]?.complete).toBe(true);
  });

  it('carry the digest that the app told at its start where they have none', () => {
    const text = c3Boot + idfStart + crashSamples.abort.text.replace(/ELF file.*\n/, '');
    expect(crashIn(`${text}${c3Boot}`)).toMatchObject({ elfSha256: '5f0c1e9d3', architecture: 'riscv' });
  });

  it('are told by their head alone where a debugger takes over', () => {
    const text = `${xtensaException.slice(0, xtensaException.indexOf('Core  0 register'))}Setting breakpoint at 0x400e14ed and returning...\n`;
    expect(crashIn(text)).toMatchObject({ reason: 'StoreProhibited', registers: {}, complete: true });
  });

  it('one after another are two', () => {
    const reader = readBoardText(xtensaException + c3Boot + riscvException);
    expect(reader.all().crashes.map(({ architecture }) => architecture)).toEqual(['xtensa', 'riscv']);
  });

  it('come with a backtrace from a task watchdog that lets the board run on, without being called a crash', () => {
    const text = crashSamples['task-watchdog'].text
      .replace('E (10100) task_wdt: Aborting.\n', '')
      .replace(/\n\nELF[^]*$/, '');
    const reader = readBoardText(`${text}\nI (10200) app: still here\n`);
    expect(codesIn(reader)).toEqual(['task-watchdog']);
    expect(reader.all().crashes).toEqual([
      expect.objectContaining({ kind: 'task-watchdog', detail: 'IDLE0 (CPU 0)', complete: true }),
    ]);
    expect(reader.all().crashes[0]?.backtrace).toHaveLength(2);
  });
});
