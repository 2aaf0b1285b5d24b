import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { Diagnosis } from '../../../src-shared/model/diagnosis';
import { isForDoctor } from '../../../src-renderer/model/doctor-codes';
import { useDoctorStore } from '../../../src-renderer/stores/doctor-store';
import { sampleRecord } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { broughtBack, readBoard } from './board-bench';
import { storeBench } from './store-bench';

const diagnosis: Diagnosis = {
  port: '/dev/ttyUSB0',
  cause: 'silent',
  context: {},
  evidence: [],
  bootText: '',
  board: null,
};

async function bench(scripted: Partial<Handlers> = {}) {
  const station = storeBench(scripted);
  await readBoard(station);
  return { station, doctor: useDoctorStore() };
}

describe('the doctor', () => {
  it('listens to the chosen board and tells what it found', async () => {
    const { station, doctor } = await bench();
    await doctor.examineBoard();
    expect([doctor.open, doctor.isBusy, doctor.diagnosis]).toEqual([true, true, null]);
    const id = station.records[0]?.id ?? '';
    station.changeJob(broughtBack({ type: 'diagnosis', diagnosis }, { id, kind: 'diagnose' }));
    expect([doctor.isBusy, doctor.diagnosis]).toEqual([false, diagnosis]);
  });

  it('stops listening when its dialog is closed', async () => {
    const { station, doctor } = await bench();
    await doctor.examineBoard();
    await doctor.close();
    expect(doctor.open).toBe(false);
    expect(station.sent('job:cancel')).toEqual([{ jobId: station.records[0]?.id }]);
  });

  it('says why it could not find out', async () => {
    const { station, doctor } = await bench();
    await doctor.examineBoard();
    const error = new AppError('internal', { reason: 'x' }).toWire();
    const id = station.records[0]?.id ?? '';
    station.changeJob(sampleRecord({ id, kind: 'diagnose', state: 'failed', result: null, error }));
    expect(doctor.error?.code).toBe('internal');
    expect(doctor.diagnosis).toBeNull();
  });

  it('looks at the adapters without a port', async () => {
    const { station, doctor } = await bench();
    await doctor.examineAdapters();
    expect(doctor.diagnosis?.cause).toBe('no-adapter');
    expect(station.sent('job:start')).toEqual([]);
    await doctor.again();
    expect(station.sent('doctor:adapters')).toHaveLength(2);
  });

  it('forgets what it found before when it looks again', async () => {
    const { station, doctor } = await bench();
    await doctor.examineBoard();
    const id = station.records[0]?.id ?? '';
    station.changeJob(broughtBack({ type: 'diagnosis', diagnosis }, { id, kind: 'diagnose' }));
    await doctor.again();
    expect(doctor.diagnosis).toBeNull();
  });

  it('is offered for what goes wrong between computer and chip, not for what is wrong with files', () => {
    for (const code of [
      'connect-silent',
      'connect-garbage',
      'port-busy',
      'port-lost',
      'no-response',
    ] as const)
      expect(isForDoctor(code)).toBe(true);
    for (const code of ['image-wrong-chip', 'verify-failed', 'port-url-invalid', 'backup-damaged'] as const)
      expect(isForDoctor(code)).toBe(false);
  });
});
