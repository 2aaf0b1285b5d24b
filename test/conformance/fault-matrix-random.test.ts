import { expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { SeededRandom } from '../../src-main/simulator/faults/seeded-random';
import { disturbanceKinds, type Disturbance, type Side } from '../support/disturbed-transport';
import { sizeFor } from './fault-matrix/fault-table';
import { matrixOperations, type MatrixOperation } from './fault-matrix/matrix-operations';
import { runDisturbed, type Outcome } from './fault-matrix/run-disturbed';

const runs = 1000;
const chips: readonly ChipId[] = ['esp8266', 'esp32', 'esp32s3', 'esp32c3', 'esp32c6'];
const timeoutMs = 600_000;

it(
  'a thousand runs with one to four disturbances anywhere end in a true success or a coded error',
  async () => {
    const undisturbed = new Map<string, Outcome>();
    const failures: string[] = [];
    const counts = new Map<string, number>();
    for (let seed = 1; seed <= runs; seed++) {
      const random = new SeededRandom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T;
      const chip = pick(chips);
      const loader = pick(['stub', 'rom'] as const);
      const operation: MatrixOperation = pick(matrixOperations(sizeFor(chip, loader)));
      const key = `${chip} ${loader} ${operation.name}`;
      const base = undisturbed.get(key) ?? (await runDisturbed({ chip, loader, operation, plan: [] }, null));
      undisturbed.set(key, base);
      const plan: Disturbance[] = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () => {
        const side: Side = pick(['request', 'answer'] as const);
        const frames = side === 'request' ? base.requests.length : base.answers;
        return {
          kind: pick(disturbanceKinds),
          side,
          at: Math.floor(random.next() * frames * 1.2),
          place: random.next(),
        };
      });
      const outcome = await runDisturbed({ chip, loader, operation, plan }, base.claim);
      const told = outcome.kind === 'error' ? outcome.detail : outcome.kind;
      counts.set(told, (counts.get(told) ?? 0) + 1);
      if (outcome.kind !== 'success' && outcome.kind !== 'error')
        failures.push(`seed ${seed}, ${key}: ${outcome.kind}, ${outcome.detail}; ${JSON.stringify(plan)}`);
    }
    console.log(
      `${runs} random runs: ${[...counts]
        .toSorted(([, a], [, b]) => b - a)
        .map(([told, count]) => `${told} ${count}`)
        .join(', ')}`,
    );
    expect(failures).toEqual([]);
    expect(counts.get('success')).toBeGreaterThan(0);
  },
  timeoutMs,
);
