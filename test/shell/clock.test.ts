import { describe, expect, test } from 'vitest';
import { steadyClock } from '../../shell/clock.ts';
import type { Micros } from '../../kernel/cesr/qualified.ts';

describe('the clock of a host', () => {
  test('goes on with monotonic time, whatever becomes of the wall clock (I-32)', () => {
    let wall = 1_704_067_200_000_000n;
    let monotonic = 5000;
    const clock = steadyClock({ now: () => wall as Micros, monotonic: () => monotonic });
    expect(clock.now()).toBe(1_704_067_200_000_000n);
    monotonic += 250;
    wall += 86_400_000_000n;
    expect(clock.now()).toBe(1_704_067_200_000_250n);
    wall -= 2n * 86_400_000_000n;
    monotonic += 250;
    expect(clock.now()).toBe(1_704_067_200_000_500n);
    expect(clock.monotonic()).toBe(5500);
  });
});
