import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { sleep } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import type { ConnectRequest } from '../requests';
import { throwIfAborted, type CommandChannel } from './command-channel';
import { diagnoseSilence } from './diagnose-silence';
import { reopen } from './reopen';
import { runSteps, strategiesFor, type ResetStrategy } from './reset-strategies';
import { syncOnce, type Synced } from './sync';

/** SYNCs after each reset; the first ones meet a ROM that is still starting. */
const syncsAfterReset = 5;
/** Where a person presses the buttons, each round lasts longer. */
const syncsWithoutReset = 10;
const betweenSyncsMs = 50;
/** A chip's own USB is back within a second on every system seen; Windows takes longest. */
const reenumerateMs = 3_000;

/** After a whole round of resets, another one would tell the same: the chip is where it should be, and deaf or not allowed to listen. */
const hopeless: readonly ErrorCode[] = ['connect-tx-not-wired', 'connect-download-disabled'];

/** Resets the chip into its loader and syncs, round after round. Fails with what the board's own words tell about why. */
export async function enterLoader(
  channel: CommandChannel,
  request: Pick<ConnectRequest, 'before' | 'attempts' | 'customReset'>,
  run: RunOptions = {},
): Promise<Synced> {
  const { transport } = channel.link;
  const strategies = strategiesFor(transport, request);
  if (wantsReset(request) && !transport.features.lines) askForButtons(transport.label, run);
  for (let round = 0; request.attempts === 0 || round < request.attempts; round++) {
    for (const strategy of strategies) {
      throwIfAborted(run.signal);
      const synced = await tryStrategy(channel, strategy, run);
      if (synced !== null) return synced;
    }
    if (request.attempts > 0 && hopeless.includes(whySilent(channel))) break;
  }
  throw new AppError(whySilent(channel), { port: transport.label });
}

/** What the board said in between. */
function whySilent({ link: { bootText, unfinished, echoes } }: CommandChannel): ErrorCode {
  return diagnoseSilence({ bytes: Buffer.concat([bootText.bytes, unfinished]), echoes });
}

export function wantsReset({ before }: Pick<ConnectRequest, 'before'>): boolean {
  return before === 'default-reset' || before === 'usb-reset';
}

function askForButtons(port: string, { onProgress }: RunOptions): void {
  onProgress?.({ type: 'notice', code: 'no-reset-lines', context: { port } });
  onProgress?.({ type: 'notice', code: 'press-buttons', context: { port } });
}

async function tryStrategy(
  channel: CommandChannel,
  strategy: ResetStrategy,
  run: RunOptions,
): Promise<Synced | null> {
  await reset(channel, strategy, run);
  const syncs = strategy.steps.length > 0 ? syncsAfterReset : syncsWithoutReset;
  for (let count = 0; count < syncs; count++) {
    const synced = await surviving(channel, strategy, run, () => syncOnce(channel, run.signal));
    if (synced) return synced;
    await sleep(channel.link.context.clock, betweenSyncsMs, run.signal);
  }
  return null;
}

async function reset(channel: CommandChannel, strategy: ResetStrategy, run: RunOptions): Promise<void> {
  const { transport, context } = channel.link;
  await surviving(channel, strategy, run, async () => {
    await transport.discardInput();
    await runSteps(strategy.steps, transport, context.clock, run.signal);
  });
  if (channel.link.lost !== null) await surviveLoss(channel, strategy, run, channel.link.lost);
}

/** Does the work; where the chip's own USB went away with the reset, waits for it to come back. */
async function surviving<T>(
  channel: CommandChannel,
  strategy: ResetStrategy,
  run: RunOptions,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    await surviveLoss(channel, strategy, run, toAppError(error));
    return null;
  }
}

async function surviveLoss(
  channel: CommandChannel,
  strategy: ResetStrategy,
  { signal }: RunOptions,
  error: AppError,
): Promise<void> {
  if (!strategy.reenumerates || error.code !== 'port-lost') throw error;
  const { link, baud } = channel;
  // Before it opens: what is said first must not be missed.
  link.attach();
  await reopen(link.transport, baud, { clock: link.context.clock, withinMs: reenumerateMs, signal });
}
