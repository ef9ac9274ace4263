/** Part of the script of the page: the model, what is selected, what is filtered, and the words for a step. */

export const stateScript = String.raw`
/** @typedef {import('../model.ts').PageModel} PageModel */
/** @typedef {import('../../trace.ts').TraceLine} Line */
/** @typedef {Omit<PageModel, 'lines'> & { columns: string[], lines: (string | number)[][] }} Packed */

/** @param {string} id */
function need(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error('the page has no element ' + id);
  return found;
}

/** @param {string} id */
function needCanvas(id) {
  const found = need(id);
  if (!(found instanceof HTMLCanvasElement)) throw new Error(id + ' is no canvas');
  return found;
}

/** @param {string} id */
function needSelect(id) {
  const found = need(id);
  if (!(found instanceof HTMLSelectElement)) throw new Error(id + ' is no select');
  return found;
}

/** @param {string} id */
function needInput(id) {
  const found = need(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(id + ' is no input');
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {string} text
 */
function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

/** @type {Packed} */
const model = JSON.parse(need('model').textContent ?? '');
const lanes = model.lanes;
const total = model.lines.length;
const columns = model.columns;
const lines = model.lines.map(
  (values) => /** @type {Line} */ (/** @type {unknown} */ (Object.fromEntries(columns.map((name, at) => [name, values[at]])))),
);
const laneOfName = new Map(lanes.map(({ id }, lane) => [id, lane]));

/** Messages that start or end at a line. @type {Map<number, number[]>} */
const messagesAt = new Map();
model.messages.forEach(({ from, to }, at) => {
  for (const line of new Set([from, to])) messagesAt.set(line, [...(messagesAt.get(line) ?? []), at]);
});

/** The selected line, or -1 when there is none. */
let selected = -1;
/** Lines that pass the filter, and the same as flags. @type {number[]} */
let shown = lines.map((_, at) => at);
const isShown = new Uint8Array(total).fill(1);
const filter = { node: '', prefix: '', kind: '', outcome: '', text: '' };

/** @param {Line} line @param {number} at */
function passes(line, at) {
  if (filter.node !== '' && lanes[model.laneOfLine[at] ?? 0]?.id !== filter.node) return false;
  if (filter.prefix !== '' && line.prefix !== filter.prefix) return false;
  if (filter.kind !== '' && line.kind !== filter.kind) return false;
  if (filter.outcome !== '' && line.outcome !== filter.outcome) return false;
  if (filter.text === '') return true;
  return columns.some((name) => String(line[/** @type {keyof Line} */ (name)]).toLowerCase().includes(filter.text));
}

function applyFilter() {
  shown = [];
  lines.forEach((line, at) => {
    isShown[at] = passes(line, at) ? 1 : 0;
    if (isShown[at] === 1) shown.push(at);
  });
  const count = shown.length.toLocaleString('en') + ' of ' + total.toLocaleString('en') + ' steps';
  need('count').textContent = count;
  document.documentElement.dataset.shown = String(shown.length);
  for (const button of need('names').querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(filter.node !== '' && button.dataset.node === filter.node));
  }
  drawSoon();
  listChanged();
}

/** First place in 'sorted' whose value is not below. @param {(at: number) => number} valueAt @param {number} length @param {number} value */
function firstNotBelow(valueAt, length, value) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {number} line */
function select(line) {
  if (line < 0 || line >= total) return;
  selected = line;
  document.documentElement.dataset.selected = String(line);
  reveal(line);
  drawSoon();
  listFollows();
  showDetails();
  graphFollows();
}

/** The line that is so many shown lines further. @param {number} by */
function shownFrom(by) {
  if (shown.length === 0) return -1;
  const at = firstNotBelow((place) => shown[place] ?? 0, shown.length, selected);
  const isOn = shown[at] === selected;
  const next = by > 0 && !isOn ? at + by - 1 : at + by;
  return shown[Math.min(Math.max(next, 0), shown.length - 1)] ?? -1;
}

/** @param {number} micros */
function timeText(micros) {
  const seconds = Math.floor(micros / 1000000);
  const rest = String(Math.floor(micros / 1000) % 1000).padStart(3, '0');
  if (seconds < 60) return seconds + '.' + rest + ' s';
  const minutes = Math.floor(seconds / 60);
  return minutes + ':' + String(seconds % 60).padStart(2, '0') + '.' + rest;
}

/** The middle of a long text gives way. @param {string} text */
function short(text) {
  return text.length > 18 ? text.slice(0, 8) + '…' + text.slice(-5) : text;
}

/** The name of an AID in the plan, or its prefix. @param {string} prefix */
function nameOf(prefix) {
  return (Object.hasOwn(model.names, prefix) ? model.names[prefix] : undefined) ?? short(prefix);
}

/** @param {Line} line */
function subjectText({ ilk, sn, prefix }) {
  return (ilk + (sn === '' ? '' : ' ' + sn) + (prefix === '' ? '' : ' of ' + nameOf(prefix))).trim();
}

/** @param {Line} line */
function wordsOf(line) {
  const subject = subjectText(line);
  const about = subject === '' ? (line.detail === '' ? 'a message' : line.detail) : subject;
  switch (line.kind) {
    case 'step': return line.node + ' ' + line.outcome + ' ' + about + (line.what === 'receive' ? '' : ' (' + line.what + ')') + ', ' + line.detail;
    case 'send': return line.node + ' sent ' + about + ' to ' + line.what;
    case 'arrive': return about + ' from ' + line.what + ' reached ' + line.node;
    case 'lost': return line.outcome === '' ? about + ' from ' + line.node + ' to ' + line.what + ' was lost' : about + ' from ' + line.what + ' found ' + line.node + ' ' + line.outcome;
    case 'entry': return (line.outcome === '' || line.outcome === 'done' ? '' : line.outcome + ': ') + line.what + ': ' + (model.entries[line.detail] ?? line.node + ' ' + line.detail);
    case 'stop': return line.node + ' stopped: ' + line.what;
    case 'open': return line.node + ' opened its store after ' + line.what + (line.outcome === '' ? '' : ': ' + line.outcome + ' ' + line.detail);
    case 'heal': return 'the core was healed: ' + line.what;
    case 'broken': return 'the judge ' + line.what + ' found a promise broken: ' + line.detail;
    default: return line.kind + ' ' + line.what + ' ' + line.detail;
  }
}

/** The class of the words of an outcome. @param {Line} line */
function toneOf(line) {
  if (line.kind === 'broken' || line.kind === 'lost' || line.outcome === 'rejected' || line.outcome === 'refused') return 'is-bad';
  if (line.outcome === 'not possible') return 'is-soft';
  if (line.kind === 'entry') return 'is-' + (model.doers[line.what] ?? 'people');
  if (line.kind === 'stop') return 'is-fault';
  if (line.outcome === 'accepted' || line.kind === 'heal') return 'is-good';
  if (line.outcome === 'escrowed') return 'is-wait';
  return line.kind === 'step' ? '' : 'is-soft';
}
`;
