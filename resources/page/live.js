/* "Was wäre wenn": facilities are moved by hand, cells recolour meanwhile. Everything is computed in Python; the page only
   says where the hand is and draws the picture that comes back. One position is on its way at a time; the newest waits. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state } = QM;
  const container = map.getContainer();
  const SWIFT_MS = 46; // three frames of 60 a second, less a little
  const PATIENCE_MS = 1500; // an answer that never comes must not end the dragging

  for (const [name, z] of [["qm-live", 421], ["qm-traces", 447]]) {
    const pane = map.createPane(name, map.getPane("mapPane"));
    pane.style.zIndex = z;
    pane.style.pointerEvents = "none";
  }
  const traces = L.layerGroup().addTo(map);
  const svg = L.svg({ pane: "qm-traces", padding: 0.5 });

  const live = state.live = { on: false, themed: false, pictured: false, tool: "hand", legend: null };
  let grab = null; // what the hand holds
  let rows = [];
  const painted = []; // milliseconds from the hand's movement to the painted picture, newest last

  // ---- what Python says

  /* `rows` are the facilities that differ from the project, `ways` the closed ways, `chosen` an id or null. */
  function game(command) {
    const before = live.on && !live.themed;
    live.on = command.on;
    live.themed = command.on && command.themed; // the project itself is edited: its colours stay
    live.tool = command.on ? command.tool : "hand";
    live.legend = command.on ? command.legend : null;
    rows = command.on ? command.rows : [];
    document.body.classList.toggle("qm-game", live.on);
    container.classList.toggle("qm-aim", live.on && live.tool !== "hand");
    if (!live.on) {
      if (grab) letGo();
      picture(null);
    }
    QM.signs.setGame(live.on ? rows : null);
    if (grab) { // the signs are new ones, but the hand holds on
      grab.sign = QM.signs.facility(grab.id);
      if (grab.moved) QM.signs.hide(grab.sign, true);
    }
    QM.signs.chooseFacility(live.on ? (grab && grab.moved ? grab.id : command.chosen) : null);
    drawTraces(live.on ? command.ways : []);
    if (before !== (live.on && !live.themed)) QM.repaint();
    QM.applyVisibility("cells");
    QM.furniture.legend();
  }

  function drawTraces(ways) {
    traces.clearLayers();
    for (const way of ways) {
      const line = way.map(([lon, lat]) => [lat, lon]);
      for (const style of [{ color: "#ffffff", weight: 9 }, { color: "#8a3b00", weight: 5, dashArray: "3 6", lineCap: "butt" }]) {
        traces.addLayer(L.polyline(line, { renderer: svg, pane: "qm-traces", interactive: false, ...style }));
      }
    }
    for (const row of rows) {
      if (row.from) traces.addLayer(trace(row.from, [row.lat, row.lon], row.id));
    }
  }

  /* From where it stood to where it would stand. */
  function trace([lat, lon], to, id) {
    const group = L.layerGroup();
    group.qmId = id;
    group.addLayer(L.polyline([[lat, lon], to], {
      renderer: svg, pane: "qm-traces", interactive: false, color: "#0b1f33", weight: 1.6, dashArray: "4 4",
    }));
    group.addLayer(L.circleMarker([lat, lon], {
      renderer: svg, pane: "qm-traces", interactive: false, radius: 5, color: "#0b1f33", weight: 1.6, dashArray: "3 3", fillColor: "#ffffff", fillOpacity: 0.8,
    }));
    return group;
  }

  // ---- the picture of the cells: one canvas, drawn anew by every step, painted over while the hand moves

  let sheet = null; // { canvas, ctx, overlay, number, colours, pixels }

  /* `next`: { png (base64), width, height, bounds, number, palette }, or null for none. */
  async function picture(next) {
    if (next === null) {
      if (sheet) map.removeLayer(sheet.overlay);
      sheet = null;
      pictured(false);
      return;
    }
    const image = await QM.bitmapOf(next.png);
    if (!live.on) return;
    lay(next);
    sheet.ctx.clearRect(0, 0, image.width, image.height);
    sheet.ctx.drawImage(image, 0, 0);
    image.close();
    sheet.number = next.number;
    sheet.colours = new Uint32Array(Uint8Array.from(next.palette.flat()).buffer);
    sheet.pixels = null;
    pictured(true);
  }

  /* Whether the cells that follow the hand are there: then they take the place of the project's own. */
  function pictured(yes) {
    if (live.pictured === yes) return;
    live.pictured = yes;
    QM.applyVisibility("cells");
    QM.furniture.legend();
  }

  /* `next`: { runs (base64 of 32-bit words: place << 11 | length - 1 << 3 | number), base, number }. */
  function paintOver(next) {
    if (!sheet || sheet.number !== next.base) { // what they belong over was never seen here: a whole picture has to come
      QM.frame();
      return;
    }
    const { canvas, ctx, colours } = sheet;
    sheet.pixels = sheet.pixels || ctx.getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(sheet.pixels.data.buffer);
    let first = pixels.length;
    let last = 0;
    for (const run of new Uint32Array(QM.bytesOf(next.runs).buffer)) {
      const at = run >>> 11;
      const end = at + (run >>> 3 & 255) + 1;
      pixels.fill(colours[run & 7], at, end);
      if (at < first) first = at;
      if (end > last) last = end;
    }
    sheet.number = next.number;
    if (last <= first) return;
    const top = Math.floor(first / canvas.width);
    ctx.putImageData(sheet.pixels, 0, 0, 0, top, canvas.width, Math.ceil(last / canvas.width) - top);
  }

  function lay({ width, height, bounds: [west, south, east, north] }) {
    const bounds = L.latLngBounds([[south, west], [north, east]]);
    if (sheet && sheet.canvas.width === width && sheet.canvas.height === height && sheet.overlay.getBounds().equals(bounds)) return;
    if (sheet) map.removeLayer(sheet.overlay);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", QM.t("Wohnorte in Reichweite, außer Reichweite, neu erreicht und nicht mehr erreicht"));
    const overlay = L.svgOverlay(canvas, bounds, { pane: "qm-live", interactive: false, className: "qm-live" }).addTo(map);
    sheet = { canvas, ctx: canvas.getContext("2d", { willReadFrequently: true }), overlay };
    crisp();
  }

  function crisp() {
    if (!sheet) return;
    const b = sheet.overlay.getBounds();
    const drawn = map.latLngToLayerPoint(b.getNorthEast()).x - map.latLngToLayerPoint(b.getSouthWest()).x;
    sheet.canvas.classList.toggle("qm-crisp", drawn > 1.6 * sheet.canvas.width);
  }
  map.on("zoomend", crisp);

  /* The answer to a position of the hand: its picture, then the next position that has come up meanwhile. */
  async function answer(command) {
    if (command.at) {
      const [id, lon, lat] = command.at;
      const sign = QM.signs.facility(id);
      if (sign) QM.signs.move(sign, [lat, lon]);
    }
    if (!live.on) return;
    if (command.cells) await picture(command.cells);
    if (command.strokes) paintOver(command.strokes);
  }

  function answered(stamp) {
    if (stamp > 0) {
      painted.push(performance.now() - stamp);
      if (painted.length > 2000) painted.shift();
    }
    free(stamp);
  }

  /* Drawn, not yet seen: where the last pictures came quickly, the next one is worked on while this one is put on the screen. */
  function drawn(stamp) {
    if (painted.slice(-8).every((ms) => ms < SWIFT_MS)) free(stamp);
  }

  function free(stamp) {
    if (!grab || stamp < grab.sent) return;
    grab.sent = 0;
    clearTimeout(grab.patience);
    tell();
  }

  // ---- the hand

  function tell() {
    if (!grab || grab.sent || !grab.waiting) return;
    const { latlng, stamp } = grab.waiting;
    grab.waiting = null;
    grab.sent = stamp;
    clearTimeout(grab.patience);
    grab.patience = setTimeout(() => { if (grab) { grab.sent = 0; tell(); } }, PATIENCE_MS);
    QM.emit("hand", latlng.lng, latlng.lat, stamp);
  }

  function onMap(event) {
    const box = container.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right && event.clientY >= box.top && event.clientY < box.bottom;
  }

  function placeOf(event) {
    return map.mouseEventToContainerPoint(event);
  }

  container.addEventListener("pointerdown", (event) => {
    if (!live.on || live.tool !== "hand" || event.button !== 0 || grab || !event.isPrimary) return;
    const at = placeOf(event);
    const hit = QM.signs.hit(at);
    if (!hit || hit.what !== "facility") return;
    const sign = QM.signs.facility(hit.id);
    if (sign.options.closed) return; // a click chooses it; it can be opened again, not moved
    const centre = map.latLngToContainerPoint(sign.getLatLng());
    grab = { id: hit.id, sign, from: at, home: sign.getLatLng(), offset: centre.subtract(at), moved: false, sent: 0, waiting: null, pointer: event.pointerId };
    map.dragging.disable();
  }, true);

  /* Raw updates come at once; ordinary ones wait for the next frame. */
  const MOVES = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
  window.addEventListener(MOVES, (event) => {
    if (!grab || event.pointerId !== grab.pointer) return;
    const at = placeOf(event);
    if (!grab.moved) {
      if (at.distanceTo(grab.from) < 4) return;
      grab.moved = true;
      container.setPointerCapture(event.pointerId);
      container.classList.add("qm-grabbing");
      QM.furniture.hideTip();
      QM.signs.chooseFacility(grab.id);
      grab.portrait = QM.signs.portrait(grab.sign);
      map.getPane("qm-traces").append(grab.portrait.picture);
      QM.signs.hide(grab.sign, true);
      QM.emit("grab", grab.id);
    }
    grab.place = map.containerPointToLatLng(at.add(grab.offset));
    const { picture: figure, half } = grab.portrait;
    L.DomUtil.setPosition(figure, map.latLngToLayerPoint(grab.place).subtract([half, half]));
    grab.waiting = { latlng: grab.place, stamp: event.timeStamp };
    tell();
  }, true);

  function letGo() {
    const held = grab;
    grab = null;
    clearTimeout(held.patience);
    if (held.portrait) {
      held.portrait.picture.remove();
      QM.signs.move(held.sign, held.place);
      QM.signs.hide(held.sign, false);
    }
    container.classList.remove("qm-grabbing");
    map.dragging.enable();
    return held;
  }

  window.addEventListener("pointerup", (event) => {
    if (!grab || event.pointerId !== grab.pointer) return;
    if (grab.moved) live.quiet = performance.now(); // the click that follows is none
    if (grab.moved && !onMap(event)) { // nobody sees where that would be: it goes back
      cancel();
      return;
    }
    const held = letGo();
    if (!held.moved) return;
    QM.emit("drop", held.place.lng, held.place.lat);
  }, true);
  window.addEventListener("pointercancel", () => cancel(), true);

  function cancel() {
    if (!grab) return false;
    const held = letGo();
    QM.signs.move(held.sign, held.home);
    if (held.moved) QM.emit("back");
    return true;
  }

  const justDropped = () => live.quiet !== undefined && performance.now() - live.quiet < 400;

  // ---- keys: the chosen facility goes by 10 m, with Shift by 50 m

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  let chosen = null;

  document.addEventListener("keydown", (event) => {
    if (!live.on || event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.closest && event.target.closest("input, select, textarea, button");
    if (typing && event.key !== "Escape") return;
    const step = STEPS[event.key];
    if (event.key === "Escape") {
      if (!cancel()) QM.emit("key", "Escape");
    } else if (step && chosen !== null && live.tool === "hand") {
      const metres = event.shiftKey ? 50 : 10;
      QM.emit("nudge", step[0] * metres, step[1] * metres, event.timeStamp);
    } else if ((event.key === "Enter" || event.key === " ") && live.tool !== "hand") { // Enter ends an outline before it comes here
      const centre = map.getCenter();
      QM.emit("map", centre.lng, centre.lat);
    } else if (event.key === "Delete" && chosen !== null) {
      QM.emit("key", "Delete");
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  const choose = QM.signs.chooseFacility;
  QM.signs.chooseFacility = (id) => { chosen = id; choose(id); };

  QM.live = { game, cancel, answer, drawn, answered, justDropped, painted, holding: () => grab !== null };
})();
