/** Part of the script of the page: filters, buttons, pointer and keys, and the start. */

export const controlsScript = String.raw`
/** @param {HTMLSelectElement} element @param {readonly (readonly [string, string])[]} options */
function fillSelect(element, options) {
  for (const [value, words] of options) {
    const option = make('option', '', words);
    option.value = value;
    element.append(option);
  }
}

/** @param {readonly string[]} values @returns {[string, string][]} */
function distinct(values) {
  return [...new Set(values)].filter((value) => value !== '').sort((left, right) => (left < right ? -1 : left > right ? 1 : 0)).map((value) => [value, value]);
}

/** @param {string} id @param {'node' | 'prefix' | 'kind' | 'outcome'} name */
function connectFilter(id, name) {
  const element = needSelect(id);
  element.addEventListener('change', () => {
    filter[name] = element.value;
    applyFilter();
  });
}

/** @param {number} at */
function logTitle(at) {
  const { prefix, events } = model.logs[at] ?? { prefix: '', events: [] };
  const name = nameOf(prefix);
  return (name === short(prefix) ? '' : name + ' · ') + short(prefix) + ' (' + events.length + ')';
}

function startFilters() {
  const everything = /** @type {const} */ (['', 'all']);
  fillSelect(needSelect('by-node'), [everything, ...lanes.map(({ id }) => /** @type {const} */ ([id, id]))]);
  fillSelect(needSelect('by-prefix'), [everything, ...model.logs.map(({ prefix }, at) => /** @type {const} */ ([prefix, logTitle(at)]))]);
  fillSelect(needSelect('by-kind'), [everything, ...distinct(lines.map(({ kind }) => kind))]);
  // The outcome of a sending says when it is due.
  fillSelect(needSelect('by-outcome'), [everything, ...distinct(lines.map(({ kind, outcome }) => (kind === 'send' ? '' : outcome)))]);
  connectFilter('by-node', 'node');
  connectFilter('by-prefix', 'prefix');
  connectFilter('by-kind', 'kind');
  connectFilter('by-outcome', 'outcome');
  needInput('by-text').addEventListener('input', () => {
    filter.text = needInput('by-text').value.toLowerCase();
    applyFilter();
  });
  need('clear').addEventListener('click', () => {
    Object.assign(filter, { node: '', prefix: '', kind: '', outcome: '', text: '' });
    for (const id of ['by-node', 'by-prefix', 'by-kind', 'by-outcome']) needSelect(id).value = '';
    needInput('by-text').value = '';
    applyFilter();
  });
}

function startNames() {
  const list = need('names');
  lanes.forEach(({ id, role, isCore }, lane) => {
    const button = make('button', '', '');
    button.type = 'button';
    button.dataset.node = id;
    button.setAttribute('aria-pressed', 'false');
    button.style.height = laneTop(lane + 1) - laneTop(lane) + 'px';
    button.append(make('b', '', id), make('span', 'soft', role + (isCore ? ' ★' : '')));
    button.title = (lane === 0 ? 'what happens to no node in particular' : id + ' ' + role + (isCore ? ', in the core that is healed' : '')) + ': show these steps only';
    button.addEventListener('click', () => {
      filter.node = filter.node === id ? '' : id;
      needSelect('by-node').value = filter.node;
      applyFilter();
    });
    list.append(button);
  });
}

function startLogs() {
  need('logs').hidden = model.logs.length === 0;
  fillSelect(logSelect, model.logs.map((_, at) => /** @type {const} */ ([String(at), logTitle(at)])));
  fillSelect(holderSelect, [['', 'all nodes'], ...distinct(model.logs.flatMap(({ takings }) => takings.map(({ node }) => node)))]);
  logSelect.addEventListener('change', () => showLog(Number(logSelect.value)));
  holderSelect.addEventListener('change', drawGraph);
  asOf.addEventListener('change', drawGraph);
  if (model.logs.length === 0) return;
  const branches = model.logs.map(({ events }) => Math.max(...events.map(({ row }) => row)));
  showLog(branches.indexOf(Math.max(...branches)));
}

function nextFinding() {
  const found = model.findings.flatMap(({ line }) => (line === undefined ? [] : [line]));
  return found.find((line) => line > selected) ?? found[0] ?? -1;
}

function otherEnd() {
  const message = (messagesAt.get(selected) ?? []).map((at) => model.messages[at]).find((one) => one !== undefined && one.from !== one.to);
  return message === undefined ? -1 : message.from === selected ? message.to : message.from;
}

/** What a key does. @type {Record<string, () => void>} */
const keys = {
  ArrowLeft: () => select(shownFrom(-1)),
  ArrowRight: () => select(shownFrom(1)),
  Home: () => select(shown[0] ?? -1),
  End: () => select(shown.at(-1) ?? -1),
  '+': () => zoom(0.6, middle()),
  '=': () => zoom(0.6, middle()),
  '-': () => zoom(1 / 0.6, middle()),
  '0': () => showView(0, 1),
  n: () => select(nextFinding()),
  m: () => select(otherEnd()),
};
/** @type {Record<string, () => void>} */
const keysOfTable = {
  ArrowUp: () => select(shownFrom(-1)),
  ArrowDown: () => select(shownFrom(1)),
  PageUp: () => select(shownFrom(-14)),
  PageDown: () => select(shownFrom(14)),
};

/** @param {KeyboardEvent} happening */
function pressed(happening) {
  const target = happening.target;
  if (happening.ctrlKey || happening.altKey || happening.metaKey) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
  const isTable = target instanceof Element && table.contains(target);
  const isPan = happening.shiftKey && (happening.key === 'ArrowLeft' || happening.key === 'ArrowRight');
  const act = isPan ? () => pan(happening.key === 'ArrowLeft' ? -0.25 : 0.25) : (keys[happening.key] ?? (isTable ? keysOfTable[happening.key] : undefined));
  if (act === undefined) return;
  happening.preventDefault();
  act();
}

function startPointer() {
  const tip = need('tip');
  /** @type {{ x: number, from: number, to: number, moved: boolean } | undefined} */
  let held;
  lanesCanvas.addEventListener('pointerdown', (happening) => {
    if (happening.button !== 0) return;
    held = { x: happening.offsetX, from: view.from, to: view.to, moved: false };
    lanesCanvas.setPointerCapture(happening.pointerId);
  });
  lanesCanvas.addEventListener('pointermove', (happening) => {
    if (held === undefined) {
      const line = lines[lineAt(happening.offsetX, happening.offsetY)];
      tip.hidden = line === undefined;
      if (line === undefined) return;
      tip.textContent = timeText(line.at) + ' · ' + wordsOf(line);
      const width = lanesCanvas.clientWidth;
      const wide = Math.min(tip.offsetWidth, width);
      tip.style.left = Math.max(0, Math.min(happening.offsetX + 14, width - wide)) + 'px';
      tip.style.top = happening.offsetY + 16 + 'px';
      return;
    }
    const by = happening.offsetX - held.x;
    if (!held.moved && Math.abs(by) < 4) return;
    held.moved = true;
    tip.hidden = true;
    lanesCanvas.classList.add('held');
    const shift = (by / lanesCanvas.clientWidth) * (held.to - held.from);
    showView(held.from - shift, held.to - shift);
  });
  lanesCanvas.addEventListener('pointerup', (happening) => {
    if (held !== undefined && !held.moved) select(lineAt(happening.offsetX, happening.offsetY));
    held = undefined;
    lanesCanvas.classList.remove('held');
  });
  lanesCanvas.addEventListener('pointercancel', () => { held = undefined; lanesCanvas.classList.remove('held'); });
  lanesCanvas.addEventListener('pointerleave', () => { tip.hidden = true; });
  lanesCanvas.addEventListener('dblclick', (happening) => zoom(0.4, placeOfX(happening.offsetX, lanesCanvas.clientWidth)));
  lanesCanvas.addEventListener('wheel', (happening) => {
    const isAcross = happening.shiftKey || Math.abs(happening.deltaX) > Math.abs(happening.deltaY);
    if (!happening.ctrlKey && !happening.metaKey && !isAcross) return;
    happening.preventDefault();
    const around = placeOfX(happening.offsetX, lanesCanvas.clientWidth);
    if (isAcross && !happening.ctrlKey) pan((happening.deltaX + happening.deltaY) / lanesCanvas.clientWidth);
    else zoom(happening.deltaY < 0 ? 0.8 : 1.25, around);
  }, { passive: false });
  /** @param {PointerEvent} happening */
  const centre = (happening) => {
    const place = (happening.offsetX - inset) / (overviewCanvas.clientWidth - 2 * inset);
    const size = view.to - view.from;
    showView(place - size / 2, place + size / 2);
  };
  overviewCanvas.addEventListener('pointerdown', (happening) => { overviewCanvas.setPointerCapture(happening.pointerId); centre(happening); });
  overviewCanvas.addEventListener('pointermove', (happening) => { if (happening.buttons === 1) centre(happening); });
}

function startButtons() {
  need('zoom-in').addEventListener('click', () => zoom(0.6, middle()));
  need('zoom-out').addEventListener('click', () => zoom(1 / 0.6, middle()));
  need('fit').addEventListener('click', () => showView(0, 1));
  need('by-time').addEventListener('click', () => {
    byTime = !byTime;
    need('by-time').setAttribute('aria-pressed', String(byTime));
    placeLines();
    showView(0, 1);
  });
  need('previous').addEventListener('click', () => select(shownFrom(-1)));
  need('next').addEventListener('click', () => select(shownFrom(1)));
  for (const button of document.querySelectorAll('button[data-finding]')) {
    const line = model.findings[Number(button.getAttribute('data-finding'))]?.line;
    if (line === undefined) button.setAttribute('disabled', '');
    else button.addEventListener('click', () => select(line));
  }
  table.addEventListener('scroll', listSoon);
  body.addEventListener('click', (happening) => {
    const row = happening.target instanceof Element ? happening.target.closest('[data-line]') : null;
    if (row !== null) select(Number(row.getAttribute('data-line')));
  });
  document.addEventListener('keydown', pressed);
}

readColours();
placeLines();
fillLegend();
startNames();
startFilters();
startLogs();
startPointer();
startButtons();
applyFilter();
new ResizeObserver(() => { drawSoon(); listSoon(); }).observe(need('stage'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); fillLegend(); drawSoon(); });
select(model.findings[0]?.line ?? (total > 0 ? 0 : -1));
document.documentElement.dataset.ready = 'yes';
`;
