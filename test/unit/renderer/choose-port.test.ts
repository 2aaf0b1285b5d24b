import { describe, expect, it } from 'vitest';
import { choosePort } from '../../../src-renderer/stores/choose-port';
import { samplePort, simulatedPort } from '../../support/sample-station';

const plain = { ...samplePort, id: '/dev/ttyS4', adapter: null, serialNumber: null };

describe('the port to work with', () => {
  it('is the one that was used last', () => {
    expect(choosePort([plain, samplePort, simulatedPort], null, simulatedPort.id)).toBe(simulatedPort);
  });

  it('is a known adapter rather than any other port, and any port rather than a simulated board', () => {
    expect(choosePort([simulatedPort, plain, samplePort], null, null)).toBe(samplePort);
    expect(choosePort([simulatedPort, plain], null, null)).toBe(plain);
    expect(choosePort([simulatedPort], null, null)).toBe(simulatedPort);
    expect(choosePort([], null, null)).toBeNull();
  });

  it('stays while it is unplugged: it may come back', () => {
    expect(choosePort([simulatedPort], samplePort, null)).toBe(samplePort);
  });

  it('is followed to another name by its serial number', () => {
    const renamed = { ...samplePort, id: '/dev/ttyUSB1', name: 'ttyUSB1' };
    expect(choosePort([simulatedPort, renamed], samplePort, null)).toBe(renamed);
  });

  it('is not taken over by another adapter that has no serial number either', () => {
    const nameless = { ...samplePort, serialNumber: null };
    const other = { ...nameless, id: '/dev/ttyUSB1' };
    expect(choosePort([other], nameless, null)).toBe(nameless);
  });

  it('shows what is new about it', () => {
    const labelled = { ...samplePort, label: 'My board' };
    expect(choosePort([labelled], samplePort, null)).toBe(labelled);
  });
});
