import type { CoreDumpHeader } from './core-dump-header';
import { crashedFirst, dumpedTask, readTaskName, type DumpContents, type DumpedTask } from './dumped-task';
import { readRiscvRegisters, readXtensaFrame } from './task-registers';

const taskHeaderBytes = 12;
/** The most that a chip dumps of one stack. @source ESP-IDF, COREDUMP_MAX_TASK_STACK_SIZE */
const mostStackBytes = 64 * 1024;
const mostTasks = 256;
const align = 4;

/**
 * Tasks one after another, the one that crashed first: address of the control block, top and end of the stack, then the control
 * block, then the stack. Null where that does not come out. @source ESP-IDF, espcoredump/src/core_dump_binary.c
 */
export function readBinaryDump(
  data: Uint8Array,
  { taskCount, tcbBytes }: CoreDumpHeader,
  architecture: 'xtensa' | 'riscv',
): DumpContents | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const tasks: DumpedTask[] = [];
  if (taskCount > mostTasks) return null;
  let at = 0;
  while (tasks.length < taskCount) {
    if (at + taskHeaderBytes + tcbBytes > data.length) return null;
    const [tcb, top, end] = [0, 4, 8].map((offset) => view.getUint32(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const stackBytes = Math.abs(end - top);
    const stackAt = at + taskHeaderBytes + tcbBytes;
    if (stackBytes > mostStackBytes || stackAt + stackBytes > data.length) return null;
    const bytes = data.subarray(stackAt, stackAt + stackBytes);
    tasks.push(
      dumpedTask({
        tcb,
        name: readTaskName(data.subarray(at + taskHeaderBytes, stackAt)),
        crashed: tasks.length === 0,
        registers: architecture === 'xtensa' ? readXtensaFrame(bytes) : readRiscvRegisters(bytes),
        stack: { address: Math.min(top, end), bytes },
      }),
    );
    at = stackAt + Math.ceil(stackBytes / align) * align;
  }
  return { architecture, tasks: crashedFirst(tasks), elfSha256: null };
}
