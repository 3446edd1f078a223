/* In front of a room: a pointer that can be seen from the last row, and a spotlight that leaves the rest in the dark. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map } = QM;
  const container = map.getContainer();

  const dot = document.createElement("div");
  dot.className = "qm-pointer";
  dot.hidden = true;
  const dark = document.createElement("div");
  dark.className = "qm-spot";
  dark.hidden = true;
  for (const part of [dark, dot]) {
    part.setAttribute("aria-hidden", "true");
    container.append(part);
  }
  let place = null;
  let spotlight = false;

  /* `at`: [lon, lat], or null for none. */
  function point(at, spot) {
    place = at;
    spotlight = spot;
    draw();
  }

  function draw() {
    dot.hidden = place === null || spotlight;
    dark.hidden = place === null || !spotlight;
    if (place === null) return;
    const { x, y } = map.latLngToContainerPoint([place[1], place[0]]);
    dot.style.transform = "translate(" + x.toFixed(1) + "px," + y.toFixed(1) + "px)";
    dark.style.setProperty("--x", x.toFixed(1) + "px");
    dark.style.setProperty("--y", y.toFixed(1) + "px");
  }
  map.on("move zoom viewreset resize", draw);

  let watching = false;
  let last = null;
  function watch(on) {
    watching = on;
    if (!on) point(null, false);
  }
  document.addEventListener("pointermove", (event) => { // over the legend as well: the room is shown a class of it, too
    if (!watching) return;
    if (last === null) requestAnimationFrame(() => {
      const latlng = map.mouseEventToLatLng(last);
      last = null;
      if (watching) QM.emit("pointer", latlng.lng, latlng.lat);
    });
    last = event;
  }, true);

  // ---- the extent stays where it is, whatever hand, wheel and keys do; the program still moves it

  let held = false;
  let since = 0; // since then it is held, or has the size that it has
  const SETTLING_MS = 2000; // type, words and legend of the room come one after the other
  const stands = () => held && performance.now() - since > SETTLING_MS;
  map.on("resize", () => { since = performance.now(); });
  const hands = [map.dragging, map.scrollWheelZoom, map.doubleClickZoom, map.boxZoom, map.keyboard, map.touchZoom].filter(Boolean);
  for (const hand of hands) {
    const enable = hand.enable.bind(hand);
    hand.enable = () => { if (!held) enable(); return hand; }; // tools that switch it off and on again must not let it go
  }
  function hold(on) {
    if (on && !held) since = performance.now();
    held = on;
    for (const hand of hands) {
      if (on) hand.disable();
      else hand.enable();
    }
  }
  container.addEventListener("keydown", (event) => {
    if (held && ["+", "-", "Add", "Subtract"].includes(event.key)) event.stopPropagation();
  }, true);

  // ---- words for residents

  function sayPlainly(legend) {
    QM.state.plain = legend;
    QM.furniture.legend();
    QM.swipe.say();
  }

  // ---- names of the districts, in front of a room only

  const names = document.createElement("div");
  names.className = "qm-names";
  names.setAttribute("aria-hidden", "true");
  const pane = map.createPane("qm-names");
  pane.style.zIndex = 455; // above the facilities: people look for where they live first
  pane.style.pointerEvents = "none";
  pane.append(names);
  const pen = document.createElement("canvas").getContext("2d");
  const places = new Map(); // id -> [latlng, width in degrees]

  /* Where a name has most room: the widest piece of three lines across the shape. */
  function roomiest(rings) {
    const shape = rings.reduce((a, b) => (a[0].length >= b[0].length ? a : b)); // its largest part
    let [low, high] = [Infinity, -Infinity];
    for (const { lat } of shape[0]) { low = Math.min(low, lat); high = Math.max(high, lat); }
    let best = null;
    for (const share of [0.5, 0.36, 0.64]) {
      const lat = low + (high - low) * share;
      const cuts = [];
      for (const ring of shape) {
        ring.forEach((a, number) => {
          const b = ring[(number + 1) % ring.length];
          if ((a.lat > lat) !== (b.lat > lat)) cuts.push(a.lng + (b.lng - a.lng) * (lat - a.lat) / (b.lat - a.lat));
        });
      }
      cuts.sort((a, b) => a - b);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        const width = cuts[i + 1] - cuts[i];
        if (!best || width > 1.15 * best[1]) best = [L.latLng(lat, (cuts[i] + cuts[i + 1]) / 2), width];
      }
    }
    return best;
  }

  function placeOf(id, entry) {
    const known = places.get(id);
    if (known && known[2] === entry.layer) return known;
    const latlngs = entry.layer.getLatLngs();
    const parts = Array.isArray(latlngs[0][0]) ? latlngs : [latlngs];
    const found = roomiest(parts);
    const made = found ? [...found, entry.layer] : null;
    if (made) places.set(id, made);
    return made;
  }

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  /* What no name may lie on: the numbers of the gaps, and what stands on the map. */
  function obstacles() {
    const boxes = [];
    if (QM.state.visible.gaps) {
      for (const sign of QM.signs.shown("gaps")) {
        const { left, top, right } = QM.flags.box(sign);
        if (!sign.options.crowded || sign.options.focus) boxes.push([left, top, right, sign.y]);
      }
    }
    const corner = container.getBoundingClientRect();
    for (const part of document.querySelectorAll("#qm-legend, #qm-banner, #qm-title, #qm-north, .qm-plate, .qm-second-legend, .qm-label")) {
      const { left, top, width, height } = part.getBoundingClientRect(); // without any size while it is hidden
      const { x, y } = map.containerPointToLayerPoint([left - corner.left, top - corner.top]);
      if (width > 0) boxes.push([x, y, x + width, y + height]);
    }
    return boxes;
  }

  const SHIFTS = [0, 1, -1, 1.8, -1.8]; // in lines: beside a number a name moves up or down before it is left out

  /* As many names as have room, the larger districts first; none covers another, a gap's number or the legend. */
  function drawNames() {
    names.replaceChildren();
    if (!QM.state.presentation || QM.state.visible.outlines === false) return;
    const bounds = map.getBounds();
    const degree = map.latLngToLayerPoint([bounds.getCenter().lat, 1]).x - map.latLngToLayerPoint([bounds.getCenter().lat, 0]).x;
    const taken = obstacles();
    const found = [];
    for (const [id, entry] of QM.state.districts) {
      const place = placeOf(id, entry);
      if (place && bounds.contains(place[0])) found.push([place[1] * degree, place[0], entry.name]);
    }
    found.sort((a, b) => b[0] - a[0]);
    const look = getComputedStyle(names);
    const size = parseFloat(look.fontSize);
    pen.font = "700 " + look.fontSize + " " + look.fontFamily;
    for (const [room, at, name] of found) {
      const longest = Math.max(...name.split(/(?<=-)|\s+/).map((word) => pen.measureText(word).width));
      const oneLine = pen.measureText(name).width;
      const width = Math.max(longest, Math.min(oneLine, room * 0.95));
      if (longest * 0.8 > room) continue;
      const lines = Math.ceil(oneLine / width + 0.15);
      const middle = map.latLngToLayerPoint(at);
      const half = lines * size * 0.6;
      const boxes = SHIFTS.map((shift) => {
        const y = middle.y + shift * (half + size * 0.6);
        return [middle.x - width / 2, y - half, middle.x + width / 2, y + half];
      });
      const box = boxes.find((one) => !taken.some((other) => overlap(one, other)));
      if (!box) continue;
      taken.push(box);
      const label = document.createElement("span");
      label.textContent = name;
      label.style.width = Math.ceil(width + 8) + "px";
      label.style.left = Math.round(middle.x) + "px";
      label.style.top = Math.round((box[1] + box[3]) / 2) + "px";
      names.append(label);
    }
  }
  map.on("zoomstart", () => names.replaceChildren());
  map.on("zoomend moveend resize viewreset", drawNames);
  QM.on("presented", drawNames);
  QM.on("districts", drawNames);
  let asked = null;
  function drawNamesSoon() {
    if (QM.state.presentation && asked === null) asked = requestAnimationFrame(() => { asked = null; drawNames(); });
  }
  QM.on("flags", drawNamesSoon);
  QM.on("visible", drawNamesSoon);
  new ResizeObserver(drawNamesSoon).observe(document.getElementById("qm-legend"));

  QM.stage = { point, watch, hold, stands, sayPlainly, drawNames, drawNamesSoon };
})();
