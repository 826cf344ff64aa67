// Draws how the join grows, from lines that `npm run bench:join -- --json FILE` appended: seconds by records, and by
// intervals at the most records. Usage: node tests/bench/join/growth.mjs FILE > docs/img/growth.svg
import { readFileSync } from 'node:fs';

const runs = readFileSync(process.argv[2] ?? 'build/bench-join.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const colors = { exchanges: '#d9480f', series: '#1971c2', 'one namespace of 20': '#2f9e44', scan: '#868e96' };
// Only what every run measured can be compared.
const questions = Object.fromEntries(
  Object.entries(colors).filter(([name]) => runs.every((run) => run.seconds[name] > 0))
);
const most = Math.max(...runs.map((run) => run.records));
const busiest = Math.max(...runs.map((run) => run.intervals));
const panels = [
  {
    title: `seconds by records, ${busiest.toLocaleString('en-US')} intervals`,
    of: runs.filter((run) => run.intervals === busiest),
    by: 'records',
  },
  {
    title: `seconds by intervals, ${most.toLocaleString('en-US')} records`,
    of: runs.filter((run) => run.records === most),
    by: 'intervals',
  },
];
const [width, height, left, top] = [360, 240, 50, 40];
const highest = Math.max(...runs.flatMap((run) => Object.keys(questions).map((name) => run.seconds[name])));
const drawn = panels.map(({ title, of, by }, index) => {
  const sorted = of.toSorted((a, b) => a[by] - b[by]);
  const largest = sorted.at(-1)[by];
  const x = (value) => left + index * (width + 90) + (value / largest) * width;
  const y = (value) => top + height - (value / highest) * height;
  const lines = Object.entries(questions).map(([name, color]) => {
    const points = sorted.map((run) => `${x(run[by]).toFixed(1)},${y(run.seconds[name]).toFixed(1)}`);
    const last = sorted.at(-1);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>${points
      .map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${color}"/>`)
      .join('')}<text x="${x(last[by]) + 6}" y="${y(last.seconds[name]) + 4}" fill="${color}">${name}</text>`;
  });
  const ticks = sorted.map(
    (run) =>
      `<text x="${x(run[by])}" y="${top + height + 18}" text-anchor="middle">${run[by].toLocaleString('en-US')}</text>`
  );
  const axis = `<path d="M${x(0)},${top} V${top + height} H${x(largest)}" fill="none" stroke="#495057"/><text x="${x(0) - 6}" y="${y(highest) + 4}" text-anchor="end">${highest.toFixed(1)} s</text>`;
  return `<text x="${x(0)}" y="20" font-weight="bold">${title}</text>${axis}${ticks.join('')}${lines.join('')}`;
});
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * width + 90 + left + 120} ${height + top + 40}" font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="#ffffff"/>\n${drawn.join('\n')}\n</svg>\n`
);
