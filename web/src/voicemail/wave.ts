/** How loud a sound is over time, in `bars` parts, the loudest being 1. A silent one is flat. */
export function loudness(samples: Float32Array, bars: number): number[] {
  const length = Math.max(1, Math.floor(samples.length / bars));
  const parts = Array.from({ length: bars }, (_, bar) => {
    let sum = 0;
    for (let place = bar * length; place < (bar + 1) * length; place += 1) sum += (samples[place] ?? 0) ** 2;
    return Math.sqrt(sum / length);
  });
  const most = Math.max(...parts);
  return parts.map((part) => (most > 0 ? part / most : 0));
}
