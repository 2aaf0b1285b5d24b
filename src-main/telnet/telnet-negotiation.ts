import { encodeOption, type Verb } from './telnet-codec';

/** `us`: what we do, told by DO and DONT; `them`: what the peer does, told by WILL and WONT. */
export type Side = 'us' | 'them';

type State = 'asked' | 'on' | 'refused';

const words = {
  us: { yes: 'WILL', no: 'WONT', peerYes: 'DO' },
  them: { yes: 'DO', no: 'DONT', peerYes: 'WILL' },
} as const satisfies Record<Side, Record<'yes' | 'no' | 'peerYes', Verb>>;

/**
 * Which telnet options hold. What holds already is never said again and an answer is never answered: otherwise two polite
 * sides would thank each other for ever. Options are switched on only; what the peer takes back is agreed to.
 * @source RFC 854, RFC 1143
 */
export class TelnetNegotiation {
  readonly #supported: ReadonlySet<number>;
  readonly #states = new Map<string, State>();
  #answered = false;

  /** `supported`: the options that both sides may switch on. */
  constructor(supported: Iterable<number>) {
    this.#supported = new Set(supported);
  }

  /** True once the peer has answered anything that it was asked: it speaks telnet. */
  get answered(): boolean {
    return this.#answered;
  }

  /** What to send to have the option switched on; null where that was asked before. */
  request(side: Side, option: number): Uint8Array | null {
    const state = this.#state(side, option);
    if (state === 'asked' || state === 'on') return null;
    this.#set(side, option, 'asked');
    return encodeOption(words[side].yes, option);
  }

  /** What to answer; null where nothing is to be said. */
  receive(verb: Verb, option: number): Uint8Array | null {
    const side: Side = verb === 'DO' || verb === 'DONT' ? 'us' : 'them';
    const state = this.#state(side, option);
    if (state === 'asked') this.#answered = true;
    if (verb === words[side].peerYes) return this.#agree(side, option, state);
    this.#set(side, option, 'refused');
    return state === 'on' ? encodeOption(words[side].no, option) : null;
  }

  isOn(side: Side, option: number): boolean {
    return this.#state(side, option) === 'on';
  }

  isRefused(side: Side, option: number): boolean {
    return this.#state(side, option) === 'refused';
  }

  #agree(side: Side, option: number, state: State | undefined): Uint8Array | null {
    if (state === 'on') return null;
    if (!this.#supported.has(option)) return encodeOption(words[side].no, option);
    this.#set(side, option, 'on');
    return state === 'asked' ? null : encodeOption(words[side].yes, option);
  }

  #state(side: Side, option: number): State | undefined {
    return this.#states.get(`${side} ${option}`);
  }

  #set(side: Side, option: number, state: State): void {
    this.#states.set(`${side} ${option}`, state);
  }
}
