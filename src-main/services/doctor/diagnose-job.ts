import type { DiagnoseRequest } from '../../../src-shared/model/job';
import type { BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from '../jobs/job-result';
import { diagnose } from './diagnose';
import type { SystemProbe } from './system-probe';

/** The doctor as a job: it owns the port while it looks. Succeeds whatever it finds. */
export function diagnoseJob(access: BoardAccess, system: SystemProbe): ExecuteJob<DiagnoseRequest> {
  return async ({ connect: { port, chip } }, control) => {
    const { transports, clock, compute } = access;
    const patient = {
      port,
      openTransport: () => transports.open(port),
      expectedChip: chip,
      context: { clock, compute, trace: control.trace },
      system,
    };
    const diagnosis = await diagnose(patient, control);
    if (diagnosis.board !== null) control.onBoard(diagnosis.board);
    return jobResult(diagnosis.board, { output: { type: 'diagnosis', diagnosis } });
  };
}
