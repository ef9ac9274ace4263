/** Part of the script of the page: lanes of nodes over time, with zoom, pan and the overview of the whole run. */

export const lanesScript = String.raw`
const lanesCanvas = needCanvas('lanes');
const overviewCanvas = needCanvas('overview');
const axisHeight = 26;
const laneHeight = lanes.length > 20 ? 24 : 34;
const overviewHeight = 44;
/** Room beside the first and the last step. */
const inset = 12;
const view = { from: 0, to: 1 };
const smallestView = Math.min(1, 8 / Math.max(total, 1));
let byTime = false;
const healLine = lines.findIndex(({ kind }) => kind === 'heal');
let places = new Float64Array(total);
let frames = 0;
let isDrawing = false;

/** Faults of the network lie in the lane of the run, one above the other. */
const weatherRows = stackWeather();
const runLaneHeight = Math.max(laneHeight, 20 + 11 * (1 + Math.max(-1, ...weatherRows)));

function stackWeather() {
  /** @type {number[]} */
  const endOfRow = [];
  return model.weather.map(({ nodes, from, to }) => {
    if (nodes.length > 0) return -1;
    const free = endOfRow.findIndex((end) => end <= from);
    const row = free >= 0 ? free : Math.min(endOfRow.length, 4);
    endOfRow[row] = to;
    return row;
  });
}

/** @param {number} lane */
function laneTop(lane) {
  return axisHeight + (lane === 0 ? 0 : runLaneHeight + (lane - 1) * laneHeight);
}

/** @param {number} lane */
function laneMiddle(lane) {
  return lane === 0 ? axisHeight + runLaneHeight - 10 : laneTop(lane) + laneHeight / 2;
}

function placeLines() {
  let last = 0;
  lines.forEach((line, at) => {
    last = Math.max(last, byTime ? line.at / Math.max(model.endAt, 1) : (at + 0.5) / total);
    places[at] = last;
  });
}

/** @param {number} at */
function placeOfTime(at) {
  if (byTime) return at / Math.max(model.endAt, 1);
  return firstNotBelow((line) => lines[line]?.at ?? 0, total, at) / Math.max(total, 1);
}

/** @param {number} place */
function timeOfPlace(place) {
  if (byTime) return place * model.endAt;
  return lines[Math.min(Math.max(Math.floor(place * total), 0), total - 1)]?.at ?? 0;
}

/** @param {number} place @param {number} width */
function xOf(place, width) {
  return inset + ((place - view.from) / (view.to - view.from)) * (width - 2 * inset);
}

/** @param {number} x @param {number} width */
function placeOfX(x, width) {
  return view.from + ((x - inset) / (width - 2 * inset)) * (view.to - view.from);
}

/** Entries of the plan stand above their lane, so that they hide no step. @param {number} line */
function yOfLine(line) {
  const lane = model.laneOfLine[line] ?? 0;
  return laneMiddle(lane) - (lines[line]?.kind === 'entry' && lane > 0 ? laneHeight * 0.32 : 0);
}

/** @param {number} line @param {number} width */
function xOfLine(line, width) {
  return xOf(places[line] ?? 0, width);
}

function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    frames += 1;
    const drawn = drawLanes();
    drawOverview();
    lanesCanvas.dataset.drawn = String(drawn);
    lanesCanvas.dataset.frames = String(frames);
  });
}

/** Draws what is in view; returns how many marks and lines that were. */
function drawLanes() {
  const height = laneTop(lanes.length) + 4;
  const { pen, width } = sheet(lanesCanvas, height);
  drawGround(pen, width, height);
  const first = firstNotBelow((at) => places[at] ?? 0, total, view.from - (view.to - view.from) * 0.02);
  const last = firstNotBelow((at) => places[at] ?? 0, total, view.to + (view.to - view.from) * 0.02);
  const drawn = drawMessages(pen, width, { first, last }) + drawMarks(pen, width, { first, last });
  drawSelected(pen, width, height);
  return drawn;
}

/** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height */
function drawGround(pen, width, height) {
  pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
  pen.textBaseline = 'middle';
  lanes.forEach((_, lane) => {
    if (lane % 2 === 0) {
      pen.fillStyle = colour('shade');
      pen.fillRect(0, laneTop(lane), width, laneTop(lane + 1) - laneTop(lane));
    }
    pen.fillStyle = colour('lane');
    if (lane > 0) pen.fillRect(0, laneMiddle(lane) - 0.5, width, 1);
  });
  drawAxis(pen, width, height);
  for (const { node, from, to, why } of model.gaps) {
    const lane = laneOfName.get(node) ?? 0;
    const [left, right] = [xOfLine(from, width), to === undefined ? width + 2 : xOfLine(to, width)];
    if (right < 0 || left > width) continue;
    pen.fillStyle = colour('gap');
    pen.fillRect(left, laneMiddle(lane) - 9, right - left, 18);
    pen.strokeStyle = colour('lane');
    pen.lineWidth = 1;
    pen.strokeRect(left + 0.5, laneMiddle(lane) - 8.5, right - left - 1, 17);
    if (right - left > why.length * 6 + 16) {
      pen.fillStyle = colour('soft');
      pen.fillText(why, Math.max(left, 0) + 8, laneMiddle(lane));
    }
  }
  drawWeather(pen, width);
}

/** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height */
function drawAxis(pen, width, height) {
  const ticks = Math.max(2, Math.floor(width / 120));
  for (let tick = 0; tick <= ticks; tick++) {
    const x = inset + (tick / ticks) * (width - 2 * inset);
    pen.fillStyle = colour('line');
    pen.fillRect(x, axisHeight - 5, 1, height);
    pen.fillStyle = colour('soft');
    pen.textAlign = tick === 0 ? 'left' : tick === ticks ? 'right' : 'center';
    pen.fillText(timeText(timeOfPlace(view.from + (tick / ticks) * (view.to - view.from))), x, 10);
  }
  pen.textAlign = 'left';
  const healed = healLine >= 0 ? xOfLine(healLine, width) : xOf(placeOfTime(model.healAt), width);
  if (healed < 0 || healed > width) return;
  pen.strokeStyle = colour('good');
  pen.lineWidth = 1.5;
  pen.setLineDash([6, 4]);
  pen.beginPath(); pen.moveTo(healed, axisHeight - 5); pen.lineTo(healed, height); pen.stroke();
  pen.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} pen @param {number} width */
function drawWeather(pen, width) {
  model.weather.forEach(({ nodes, what, from, to }, at) => {
    const left = xOf(placeOfTime(from), width);
    const right = Math.max(xOf(placeOfTime(to), width), left + 2);
    if (right < 0 || left > width) return;
    pen.fillStyle = colour('fault');
    const row = weatherRows[at] ?? 0;
    const tops = row >= 0 ? [axisHeight + 2 + 11 * row] : nodes.map((node) => laneMiddle(laneOfName.get(node) ?? 0) - 7);
    for (const top of tops) {
      pen.globalAlpha = row >= 0 ? 0.2 : 0.3;
      pen.fillRect(left, top, right - left, row >= 0 ? 10 : 14);
      pen.globalAlpha = 1;
      pen.fillRect(left, top, 2, row >= 0 ? 10 : 14);
      if (row < 0 || right - Math.max(left, 0) < what.length * 5.4 + 10) continue;
      pen.fillStyle = colour('ink');
      pen.font = '10px system-ui, "DejaVu Sans", sans-serif';
      pen.fillText(what, Math.max(left, 0) + 6, top + 5.5);
      pen.fillStyle = colour('fault');
    }
  });
  pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
}

/** Where a message is drawn. What was not sent comes from beside the lane; what comes nowhere leaves it and ends soon. @param {number} at @param {number} width */
function ends(at, width) {
  const { from, to, fate, sender, receiver } = model.messages[at] ?? { from: 0, to: 0, fate: 'arrived', sender: '', receiver: '' };
  const [x1, x2] = [xOfLine(from, width), xOfLine(to, width)];
  const y1 = laneMiddle(laneOfName.get(sender) ?? 0);
  const y2 = laneMiddle(laneOfName.get(receiver) ?? 0);
  if (from !== to) return { x1, y1, x2, y2, fate };
  const down = Math.sign(y2 - y1) || 1;
  if (lines[to]?.node === receiver && fate !== 'under-way') return { x1: x2 - 7, y1: y2 - 10 * down, x2, y2, fate };
  const far = Math.min(Math.abs(y2 - y1) * 0.45, 40);
  return { x1, y1, x2: x1 + 5 + far / 4, y2: y1 + Math.max(far, 10) * down, fate };
}

/** @param {CanvasRenderingContext2D} pen @param {{ x1: number, y1: number, x2: number, y2: number }} ends */
function stroke(pen, { x1, y1, x2, y2 }) {
  pen.beginPath(); pen.moveTo(x1, y1); pen.lineTo(x2, y2); pen.stroke();
}

/** @param {CanvasRenderingContext2D} pen @param {number} width @param {{ first: number, last: number }} range */
function drawMessages(pen, width, { first, last }) {
  const inView = model.messages.flatMap(({ from, to }, at) => (to >= first && from < last ? [at] : []));
  const strength = inView.length < 120 ? 0.85 : inView.length < 700 ? 0.5 : 0.26;
  /** @type {Set<string>} */
  const known = new Set();
  for (const at of inView) {
    const end = ends(at, width);
    const place = [Math.round(end.x1), end.y1, Math.round(end.x2), end.y2, end.fate].join(' ');
    if (known.has(place)) continue;
    known.add(place);
    const message = model.messages[at];
    const isLit = message !== undefined && (isShown[message.from] === 1 || isShown[message.to] === 1);
    pen.globalAlpha = isLit ? (end.fate === 'lost' ? Math.max(strength, 0.6) : strength) : 0.06;
    pen.strokeStyle = colour(end.fate === 'lost' ? 'bad' : 'message');
    pen.setLineDash(end.fate === 'lost' ? [3, 3] : end.fate === 'copy' ? [1, 3] : []);
    pen.lineWidth = 1;
    stroke(pen, end);
    if (end.fate !== 'lost') continue;
    pen.setLineDash([]);
    drawMark(pen, 'cross', 'bad', { x: end.x2, y: end.y2, r: 3 });
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  return known.size;
}

/** @param {CanvasRenderingContext2D} pen @param {number} width @param {{ first: number, last: number }} range */
function drawMarks(pen, width, { first, last }) {
  const spacing = width / Math.max(1, last - first);
  const r = Math.min(5, Math.max(2.6, spacing * 1.3));
  const lastAt = new Map();
  let drawn = 0;
  for (const important of [false, true]) {
    for (let line = first; line < last; line++) {
      const told = lines[line];
      if (told === undefined) continue;
      const { shape, paint, rank } = markOf(told);
      if ((rank >= 6) !== important) continue;
      const x = xOfLine(line, width);
      const key = model.laneOfLine[line] + shape + paint + isShown[line];
      if (lastAt.get(key) === Math.round(x)) continue;
      lastAt.set(key, Math.round(x));
      pen.globalAlpha = isShown[line] === 1 ? 1 : 0.1;
      drawMark(pen, shape, paint, { x, y: yOfLine(line), r });
      drawn += 1;
    }
  }
  pen.globalAlpha = 1;
  return drawn;
}

/** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height */
function drawSelected(pen, width, height) {
  if (selected < 0) return;
  pen.strokeStyle = colour('accent');
  pen.lineWidth = 2.4;
  for (const at of messagesAt.get(selected) ?? []) stroke(pen, ends(at, width));
  const [x, y] = [xOfLine(selected, width), yOfLine(selected)];
  pen.globalAlpha = 0.75;
  pen.lineWidth = 1;
  stroke(pen, { x1: x, y1: axisHeight - 5, x2: x, y2: height });
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  pen.beginPath(); pen.arc(x, y, 8.5, 0, 7); pen.stroke();
}

/** Colours of the columns of the overview, from below. */
const stack = ['good', 'wait', 'bad', 'message'];

/** How many steps of each colour fall into each column. @param {number} bins */
function countBins(bins) {
  const counts = stack.map(() => /** @type {number[]} */ (new Array(bins).fill(0)));
  lines.forEach((line, at) => {
    const bin = Math.min(bins - 1, Math.floor((places[at] ?? 0) * bins));
    const { paint } = markOf(line);
    const row = counts[line.kind === 'lost' ? 2 : Math.max(stack.indexOf(paint), -1)] ?? counts[3];
    if (row !== undefined) row[bin] = (row[bin] ?? 0) + (isShown[at] ?? 0);
  });
  return counts;
}

function drawOverview() {
  const { pen, width } = sheet(overviewCanvas, overviewHeight);
  const across = (/** @type {number} */ place) => inset + place * (width - 2 * inset);
  const bins = Math.max(1, Math.floor((width - 2 * inset) / 5));
  const counts = countBins(bins);
  const most = Math.max(1, ...Array.from({ length: bins }, (_, bin) => counts.reduce((sum, row) => sum + (row[bin] ?? 0), 0)));
  for (let bin = 0; bin < bins; bin++) {
    let bottom = overviewHeight - 2;
    counts.forEach((row, at) => {
      const high = ((row[bin] ?? 0) / most) * (overviewHeight - 14);
      pen.fillStyle = colour(stack[at] ?? 'message');
      pen.fillRect(across(bin / bins), bottom - high, (width - 2 * inset) / bins - 1, high);
      bottom -= high;
    });
  }
  lines.forEach((line, at) => {
    const { rank, paint } = markOf(line);
    if (rank < 6 || paint === 'people') return;
    pen.fillStyle = colour(paint);
    pen.fillRect(across(places[at] ?? 0) - 1, 0, rank === 9 ? 3 : 2, rank === 9 ? overviewHeight : 8);
  });
  const [left, right] = [across(view.from), across(view.to)];
  pen.fillStyle = colour('glow');
  pen.fillRect(left, 0, right - left, overviewHeight);
  pen.strokeStyle = colour('accent');
  pen.lineWidth = 2;
  pen.strokeRect(left + 1, 1, Math.max(right - left - 2, 2), overviewHeight - 2);
  if (selected < 0) return;
  pen.fillStyle = colour('accent');
  pen.fillRect(across(places[selected] ?? 0) - 0.75, 0, 1.5, overviewHeight);
}

/** @param {number} from @param {number} to */
function showView(from, to) {
  const size = Math.min(1, Math.max(smallestView, to - from));
  const start = Math.min(Math.max(0, from + (to - from - size) / 2), 1 - size);
  view.from = start;
  view.to = start + size;
  drawSoon();
}

/** @param {number} factor @param {number} around */
function zoom(factor, around) {
  showView(around - (around - view.from) * factor, around + (view.to - around) * factor);
}

/** @param {number} by Part of what is in view. */
function pan(by) {
  const size = view.to - view.from;
  showView(view.from + by * size, view.to + by * size);
}

/** The middle of what is looked at: the selected step while it is in view. */
function middle() {
  const place = places[selected] ?? -1;
  return place >= view.from && place <= view.to ? place : (view.from + view.to) / 2;
}

/** @param {number} line */
function reveal(line) {
  const place = places[line] ?? 0;
  const size = view.to - view.from;
  if (place < view.from + size * 0.02 || place > view.to - size * 0.02) showView(place - size / 2, place + size / 2);
}

/** The line under a point of the lanes, or -1. @param {number} x @param {number} y */
function lineAt(x, y) {
  const width = lanesCanvas.clientWidth;
  const reach = (9 / width) * (view.to - view.from);
  const place = placeOfX(x, width);
  const lane = lanes.findIndex((_, at) => y >= laneTop(at) && y < laneTop(at + 1));
  let best = -1;
  let least = Infinity;
  for (let line = firstNotBelow((at) => places[at] ?? 0, total, place - reach); line < total; line++) {
    if ((places[line] ?? 0) > place + reach) break;
    const told = lines[line];
    if (told === undefined || model.laneOfLine[line] !== lane || isShown[line] === 0) continue;
    const distance = Math.abs(xOfLine(line, width) - x) + Math.abs(yOfLine(line) - y) / 2 - markOf(told).rank * 0.6;
    if (distance < least) [best, least] = [line, distance];
  }
  return best;
}
`;
