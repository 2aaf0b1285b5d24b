import { describe, expect, it } from 'vitest';
import { windowStateFrom } from '../../../src-main/app/window-state';

const display = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
const onSecond = { x: 2000, y: 50, width: 800, height: 600 };

describe('the place of the window', () => {
  it('is where it was', () => {
    expect(windowStateFrom({ bounds: onSecond, maximized: true }, [display, second])).toEqual({
      bounds: onSecond,
      maximized: true,
    });
  });

  it('is forgotten when its display is gone', () => {
    expect(windowStateFrom({ bounds: onSecond, maximized: false }, [display]).bounds).toBeNull();
  });

  it.each([
    { x: -790, y: 0, width: 800, height: 600 },
    { x: 1900, y: 0, width: 800, height: 600 },
    { x: 0, y: -200, width: 800, height: 600 },
    { x: 0, y: 1070, width: 800, height: 600 },
  ])('is forgotten when nobody could take hold of it: %j', (bounds) => {
    expect(windowStateFrom({ bounds, maximized: false }, [display]).bounds).toBeNull();
  });

  it.each([null, 'x', [], { bounds: { x: 'a' } }, { bounds: { x: 0.5, y: 0, width: 1, height: 1 } }])(
    'is unknown from %j',
    (stored) => {
      expect(windowStateFrom(stored, [display])).toEqual({ bounds: null, maximized: false });
    },
  );
});
