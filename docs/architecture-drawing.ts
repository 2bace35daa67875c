import { floors } from '../test/pins/floors.ts';
import { sourceFiles } from '../test/pins/source-files.ts';

const boxWidth = 118;
const boxHeight = 40;
const gap = 14;
const rowHeight = 78;
const margin = 20;

interface Box {
  readonly room: string;
  readonly files: number;
  readonly x: number;
  readonly y: number;
}

/** The rooms of `src` on their floors, and who imports from whom, drawn from the import lines. */
export function architectureDrawing(): string {
  const files = sourceFiles('src').filter(({ path }) => path.includes('/'));
  const roomOf = (path: string) => path.slice(0, path.indexOf('/'));
  const shown = floors.filter((rooms) => !rooms.includes('.')).toReversed();
  const widest = Math.max(...shown.map((rooms) => rooms.length));
  const width = margin * 2 + widest * (boxWidth + gap) - gap;
  const boxes = new Map<string, Box>();
  shown.forEach((rooms, row) => {
    const start = (width - rooms.length * (boxWidth + gap) + gap) / 2;
    rooms.forEach((room, column) => {
      const count = files.filter(({ path }) => roomOf(path) === room).length;
      boxes.set(room, {
        room,
        files: count,
        x: start + column * (boxWidth + gap),
        y: margin + row * rowHeight,
      });
    });
  });
  const arrows = new Map<string, number>();
  for (const { path, imports } of files) {
    for (const target of imports) {
      if (!target.endsWith('.ts') || !target.includes('/') || roomOf(target) === roomOf(path)) continue;
      const arrow = `${roomOf(path)} ${roomOf(target)}`;
      arrows.set(arrow, (arrows.get(arrow) ?? 0) + 1);
    }
  }
  const height = margin * 2 + shown.length * rowHeight - (rowHeight - boxHeight);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">
<title>The rooms of Mintmark on their floors; every line is an import, and all of them lead down</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${[...arrows].map(([arrow, count]) => line(arrow, count, boxes)).join('\n')}
${[...boxes.values()].map(drawBox).join('\n')}
</svg>
`;
}

/** The more files import, the thicker. */
function line(arrow: string, count: number, boxes: ReadonlyMap<string, Box>): string {
  const [from = '', to = ''] = arrow.split(' ');
  const start = boxes.get(from)!;
  const end = boxes.get(to)!;
  const x1 = start.x + boxWidth / 2;
  const y1 = start.y + boxHeight;
  const x2 = end.x + boxWidth / 2;
  const thickness = (0.4 + Math.log2(1 + count) * 0.45).toFixed(1);
  // Straight down the page is hidden by what lies between: such lines bow out.
  const bow = x1 === x2 && end.y - start.y > rowHeight ? 90 + (end.y - start.y) / 6 : 0;
  const middle = (y1 + end.y) / 2;
  return `<path d="M${x1} ${y1} C${x1 + bow} ${middle} ${x2 + bow} ${middle} ${x2} ${end.y}" fill="none" stroke="#0b5fa5" stroke-opacity="0.28" stroke-width="${thickness}"><title>${from} imports from ${to}: ${count}</title></path>`;
}

function drawBox({ room, files, x, y }: Box): string {
  const middle = x + boxWidth / 2;
  return `<g><rect x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="5" fill="#f3f7fb" stroke="#0b5fa5"/>
<text x="${middle}" y="${y + 18}" text-anchor="middle" fill="#111">${room}</text>
<text x="${middle}" y="${y + 33}" text-anchor="middle" font-size="10" fill="#444">${files} files</text></g>`;
}
