import { describe, expect, it } from 'vitest';
import {
  mostPoints,
  mostSeries,
  NumberTable,
  type NumberSeries,
} from '../../../src-renderer/model/monitor/plot/number-series';
import { makeDrawing } from '../../../src-renderer/model/monitor/plot/drawing';
import { parseNumbers } from '../../../src-renderer/model/monitor/plot/parse-numbers';
import { plotPoints, wholeRange } from '../../../src-renderer/model/monitor/plot/plot-points';
import { pointsCsv } from '../../../src-renderer/model/monitor/plot/points-csv';
import { seriesStroke } from '../../../src-renderer/model/monitor/plot/series-stroke';

const numbersOf = (text: string) =>
  Object.fromEntries(parseNumbers(text).map(({ name, value }) => [name, value]));

const received = (text: string, atMs: number) => ({ kind: 'received' as const, text, atMs });

function tableOf(lines: readonly (readonly [atMs: number, text: string])[]): NumberTable {
  const table = new NumberTable();
  for (const [atMs, text] of lines) table.add(received(text, atMs));
  return table;
}

const valuesOf = (series: NumberSeries | undefined): readonly number[] =>
  Array.from({ length: series?.count ?? 0 }, (_, index) => series?.valueAt(index) ?? Number.NaN);

describe('the numbers of a line', () => {
  it.each([
    ['temp=21.5', { temp: 21.5 }],
    ['temp: 21.5 °C, hum: 40%', { temp: 21.5, hum: 40 }],
    ['Free heap: 183244 bytes', { heap: 183_244 }],
    ['x:-1.5e3 y:+.25 z:0', { x: -1500, y: 0.25, z: 0 }],
    ['{"temp":21.5,"rssi":-67}', { temp: 21.5, rssi: -67 }],
    ['voltage = 3.30V; current = 120mA.', { voltage: 3.3, current: 120 }],
    ['a.b/c: 7', { 'a.b/c': 7 }],
  ])('are read from pairs: %s', (text, expected) => {
    expect(numbersOf(text)).toEqual(expected);
  });

  it.each([
    ['21.5,40,1013.2', { 1: 21.5, 2: 40, 3: 1013.2 }],
    ['21.5\t40', { 1: 21.5, 2: 40 }],
    ['1; 2; 3', { 1: 1, 2: 2, 3: 3 }],
    ['  -4   5 ', { 1: -4, 2: 5 }],
    ['1023', { 1: 1023 }],
    ['1,2,', { 1: 1, 2: 2 }],
  ])('are read from columns: %j', (text, expected) => {
    expect(numbersOf(text)).toEqual(expected);
  });

  it('are told without the prefix of a log line, but with its tag', () => {
    expect(parseNumbers('I (12345) sensor: temp=21.5')).toEqual([
      { tag: 'sensor', name: 'temp', value: 21.5 },
    ]);
    expect(parseNumbers('[  1234][I][main.cpp:12] loop(): temp: 21.5')).toEqual([
      { tag: 'main.cpp', name: 'temp', value: 21.5 },
    ]);
    expect(parseNumbers('I (12345) sensor: 21.5, 40')).toMatchObject([{ value: 21.5 }, { value: 40 }]);
  });

  it('are read through colours', () => {
    expect(numbersOf('\u001b[0;32mI (5) sensor: temp=4\u001b[0m')).toEqual({ temp: 4 });
  });

  it.each([
    'Connected after 3 attempts',
    'time: 12:34:56',
    'date: 2026-11-21',
    'ip: 192.168.4.1',
    'mac: 24:0a:c4:00:01:10',
    'version: 5.4.1',
    'address: 0x3ffb1234',
    'id: 3fa85f64',
    'paddr=00010020 size=07d0ch',
    '00 01 02 10 20',
    'uuid=3fa85f64-5717-4562',
    'load:0x3fff0030,len:1184',
    'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
    'mode:DIO, clock div:1',
    'I (40) boot: SPI Speed : 40',
    'I (45) esp_image: segment 0: size=12345 map',
    'I (300) heap_init: free: 183244',
    ' ets Jan  8 2013,rst cause:4, boot mode:(3,6)',
    'ratio: 3/4',
    'no numbers at all',
    '',
  ])('are none in %j', (text) => {
    expect(parseNumbers(text)).toEqual([]);
  });

  it('are bounded, however long and however hostile the line is', () => {
    expect(
      parseNumbers(Array.from({ length: 400 }, (_, index) => `k${index}=${index}`).join(' ')),
    ).toHaveLength(16);
    for (const part of ['a', '1', '=', ' ', 'a=', '1.', '-', 'a=1', '9'.repeat(20), ',1', '1e'])
      expect(parseNumbers(part.repeat(4096)).length).toBeLessThanOrEqual(16);
  });
});

describe('the table of numbers', () => {
  it('keeps each name of each tag by itself, in the order of their coming', () => {
    const table = tableOf([
      [1, 'I (1) air: temp=20'],
      [2, 'I (2) soil: temp=10'],
      [3, 'I (3) air: temp=21'],
    ]);
    expect(table.series.map(({ tag, name, place }) => [tag, name, place])).toEqual([
      ['air', 'temp', 0],
      ['soil', 'temp', 1],
    ]);
    expect(valuesOf(table.series[0])).toEqual([20, 21]);
  });

  it('leaves what was sent and marks alone', () => {
    const table = new NumberTable();
    expect(table.add({ kind: 'sent', text: 'gain=4', atMs: 1 })).toBe(false);
    expect(table.series).toEqual([]);
  });

  it('keeps the newest points of each series', () => {
    const table = new NumberTable();
    for (let index = 0; index < mostPoints + 500; index += 1) table.add(received(`v=${index}`, index));
    const [series] = table.series;
    expect(series?.count).toBe(mostPoints);
    expect(series?.valueAt(0)).toBe(500);
    expect(series?.valueAt(mostPoints - 1)).toBe(mostPoints + 499);
  });

  it('has no more series than can be told apart, and gives the place of one that has long been silent to a new one', () => {
    const table = new NumberTable();
    for (let index = 0; index < mostSeries + 4; index += 1) table.add(received(`k${index}=1`, index));
    expect(table.series).toHaveLength(mostSeries);
    table.add(received('late=1', 50_000));
    expect(table.series.some(({ name }) => name === 'late')).toBe(false);
    table.add(received('late=1', 70_000));
    const late = table.series.find(({ name }) => name === 'late');
    expect(late?.place).toBe(0);
    expect(table.series).toHaveLength(mostSeries);
  });

  it('does not turn around when the clock is set back', () => {
    const [series] = tableOf([
      [1000, 'v=1'],
      [400, 'v=2'],
      [1200, 'v=3'],
    ]).series;
    expect([series?.timeAt(0), series?.timeAt(1), series?.timeAt(2)]).toEqual([1000, 1000, 1200]);
  });
});

describe('what is drawn', () => {
  const table = tableOf([
    [1000, 'a=1'],
    [2000, 'b=5'],
    [3000, 'a=2 b=6'],
  ]);

  it('has each series at its own times, where there is room', () => {
    const range = wholeRange(table.series);
    expect(range).toEqual({ fromMs: 1000, toMs: 3000 });
    if (!range) return;
    expect(plotPoints(table.series, range, 100)).toEqual({
      times: [1000, 2000, 3000],
      values: [
        [1, null, 2],
        [null, 5, 6],
      ],
    });
  });

  it('is nothing of nothing', () => {
    expect(wholeRange([])).toBeNull();
  });

  it('keeps the peaks where there is no room for all', () => {
    const many = new NumberTable();
    for (let index = 0; index < 10_000; index += 1)
      many.add(received(`v=${index === 4321 ? 999 : index === 6789 ? -999 : index % 5}`, index));
    const range = { fromMs: 0, toMs: 9999 };
    const { times, values } = plotPoints(many.series, range, 200);
    expect(times.length).toBeLessThan(500);
    expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(true);
    const drawn = (values[0] ?? []).filter((value) => value !== null);
    expect(Math.max(...drawn)).toBe(999);
    expect(Math.min(...drawn)).toBe(-999);
  });

  it('of a part has one point more on each side, so that lines run out of it', () => {
    const steps = tableOf([0, 10, 20, 30, 40, 50].map((atMs) => [atMs, `v=${atMs}`] as const));
    expect(plotPoints(steps.series, { fromMs: 15, toMs: 35 }, 100).times).toEqual([10, 20, 30, 40]);
  });

  it('tells the numbers of what is shown, and keeps silent of what is hidden', () => {
    const hidden = new Set([table.series[0]?.id ?? '']);
    const { series, points } = makeDrawing(table.series, hidden, { fromMs: 0, toMs: 4000 }, 100);
    expect(points.values).toHaveLength(1);
    expect(series).toMatchObject([
      { name: 'a', hidden: true, last: 2, lowest: null, highest: null },
      { name: 'b', hidden: false, last: 6, lowest: 5, highest: 6 },
    ]);
  });

  it('has a stroke of its own for each of the series', () => {
    const strokes = Array.from({ length: mostSeries }, (_, place) => JSON.stringify(seriesStroke(place)));
    expect(new Set(strokes).size).toBe(mostSeries);
  });

  it('is copied as CSV, one point a line', () => {
    expect(pointsCsv(table.series, { fromMs: 1500, toMs: 3000 })).toBe(
      [
        'time,series,value',
        '1970-01-01T00:00:03.000Z,"a",2',
        '1970-01-01T00:00:02.000Z,"b",5',
        '1970-01-01T00:00:03.000Z,"b",6',
        '',
      ].join('\r\n'),
    );
  });
});
