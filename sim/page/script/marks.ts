/** Part of the script of the page: sheets to draw on, colours, and the mark of each kind of step. */

export const marksScript = String.raw`
const colourNames = ['ground', 'card', 'sunk', 'line', 'lane', 'ink', 'soft', 'accent', 'good', 'wait', 'bad', 'people', 'adversary', 'fault', 'message', 'gap', 'shade', 'glow'];
/** @type {Record<string, string>} */
let colours = {};

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(colourNames.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
}

/** @param {string} name */
function colour(name) {
  return colours[name] ?? '#888888';
}

/** A cleared canvas of that height, in units of the page. @param {HTMLCanvasElement} canvas @param {number} height */
function sheet(canvas, height) {
  const width = canvas.parentElement?.clientWidth ?? 300;
  const scale = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.height = height + 'px';
  }
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('there is nothing to draw with');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width };
}

/** @typedef {'dot' | 'speck' | 'ring' | 'cross' | 'square' | 'diamond' | 'bolt' | 'bar' | 'burst' | 'tick'} Shape */

/** Shape, colour, and how much it matters when several are under the pointer. @param {Line} line @returns {{ shape: Shape, paint: string, rank: number }} */
function markOf(line) {
  switch (line.kind) {
    case 'step':
      if (line.outcome === 'accepted') return { shape: 'dot', paint: 'good', rank: 4 };
      if (line.outcome === 'escrowed') return { shape: 'ring', paint: 'wait', rank: 4 };
      if (line.outcome === 'rejected') return { shape: 'cross', paint: 'bad', rank: 5 };
      return { shape: 'speck', paint: 'soft', rank: 3 };
    case 'entry': {
      const doer = model.doers[line.what] ?? 'people';
      if (line.outcome === 'not possible') return { shape: 'speck', paint: 'message', rank: 2 };
      return { shape: doer === 'people' ? 'square' : doer === 'adversary' ? 'diamond' : 'bolt', paint: doer, rank: 6 };
    }
    case 'stop':
    case 'open': return { shape: 'bar', paint: line.kind === 'stop' || line.outcome === 'refused' ? 'fault' : 'good', rank: 6 };
    case 'heal': return { shape: 'diamond', paint: 'good', rank: 7 };
    case 'broken': return { shape: 'burst', paint: 'bad', rank: 9 };
    case 'lost': return { shape: 'cross', paint: 'message', rank: 2 };
    case 'send':
    case 'arrive':
    default: return { shape: 'tick', paint: 'message', rank: 1 };
  }
}

/** @param {CanvasRenderingContext2D} pen @param {readonly (readonly [number, number])[]} points */
function fillPoints(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], at) => (at === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
  pen.fill();
}

/** @param {CanvasRenderingContext2D} pen @param {Shape} shape @param {string} paint @param {{ x: number, y: number, r: number }} at */
function drawMark(pen, shape, paint, { x, y, r }) {
  pen.fillStyle = pen.strokeStyle = colour(paint);
  pen.lineWidth = Math.max(1.4, r * 0.42);
  switch (shape) {
    case 'dot':
    case 'speck':
      pen.beginPath();
      pen.arc(x, y, shape === 'dot' ? r : r * 0.6, 0, 7);
      pen.fill();
      return;
    case 'ring':
      pen.beginPath();
      pen.arc(x, y, r * 0.92, 0, 7);
      pen.fillStyle = colour('card');
      pen.fill();
      pen.stroke();
      return;
    case 'cross':
      pen.beginPath();
      pen.moveTo(x - r, y - r); pen.lineTo(x + r, y + r);
      pen.moveTo(x + r, y - r); pen.lineTo(x - r, y + r);
      pen.stroke();
      return;
    case 'square': fillPoints(pen, [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]); return;
    case 'diamond': fillPoints(pen, [[x, y - r * 1.45], [x + r * 1.3, y], [x, y + r * 1.45], [x - r * 1.3, y]]); return;
    case 'bolt': fillPoints(pen, [[x + r * 0.5, y - r * 1.6], [x - r, y + r * 0.3], [x, y + r * 0.3], [x - r * 0.5, y + r * 1.7], [x + r, y - r * 0.4], [x, y - r * 0.4]]); return;
    case 'bar': pen.fillRect(x - 1.5, y - 9, 3, 18); return;
    case 'burst': {
      const points = Array.from({ length: 16 }, (_, at) => {
        const long = at % 2 === 0 ? r * 2.1 : r * 1.1;
        return /** @type {const} */ ([x + long * Math.cos((at * Math.PI) / 8), y + long * Math.sin((at * Math.PI) / 8)]);
      });
      fillPoints(pen, points);
      return;
    }
    case 'tick':
    default: pen.fillRect(x - 0.75, y - r * 0.8, 1.5, r * 1.6);
  }
}

/** @type {readonly (readonly [Shape, string, string])[]} */
const legendOfMarks = [
  ['dot', 'good', 'accepted'], ['ring', 'wait', 'escrowed'], ['cross', 'bad', 'rejected'], ['speck', 'soft', 'duplicate'],
  ['square', 'people', 'people do'], ['diamond', 'adversary', 'adversaries do'], ['bolt', 'fault', 'a fault'],
  ['bar', 'fault', 'stopped'], ['bar', 'good', 'opened or healed'], ['burst', 'bad', 'promise broken'],
];
/** @type {readonly (readonly [string, readonly number[], string])[]} */
const legendOfLines = [['message', [], 'message'], ['bad', [3, 3], 'lost'], ['message', [1, 3], 'delivered again']];

function fillLegend() {
  const list = need('legend');
  list.replaceChildren();
  /** @param {string} words @param {(pen: CanvasRenderingContext2D) => void} draw */
  const add = (words, draw) => {
    const item = make('li', '', '');
    const frame = make('span', '', '');
    const canvas = make('canvas', '', '');
    canvas.setAttribute('aria-hidden', 'true');
    frame.style.width = '22px';
    frame.append(canvas);
    item.append(frame, words);
    list.append(item);
    draw(sheet(canvas, 18).pen);
  };
  for (const [shape, paint, words] of legendOfMarks) add(words, (pen) => drawMark(pen, shape, paint, { x: 11, y: 9, r: shape === 'burst' ? 4 : 4.5 }));
  for (const [paint, dashes, words] of legendOfLines) {
    add(words, (pen) => {
      pen.strokeStyle = colour(paint);
      pen.lineWidth = 1.6;
      pen.setLineDash([...dashes]);
      pen.beginPath(); pen.moveTo(2, 15); pen.lineTo(20, 3); pen.stroke();
    });
  }
  add('node is down', (pen) => { pen.fillStyle = colour('gap'); pen.strokeStyle = colour('lane'); pen.fillRect(1, 4, 20, 10); pen.strokeRect(1.5, 4.5, 19, 9); });
  add('a fault lasts', (pen) => { pen.fillStyle = colour('fault'); pen.globalAlpha = 0.55; pen.fillRect(1, 5, 20, 8); });
}
`;
