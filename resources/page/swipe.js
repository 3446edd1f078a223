/* Two themes on one map: to the right of a divider the same districts have other colours and the facilities of another
   kind. Nothing is loaded twice: outlines and signs are those that the map has. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state, t } = QM;
  const container = map.getContainer();
  const LEFT = ["qm-districts", "qm-cells", "qm-facilities", "qm-gaps"];
  const RIGHT = ["qm-swipe-districts", "qm-swipe-cells", "qm-swipe-facilities"];
  for (const [name, z] of [["qm-swipe-districts", 401], ["qm-swipe-cells", 421], ["qm-swipe-facilities", 451]]) {
    const pane = map.createPane(name, map.getPane("mapPane"));
    pane.style.zIndex = z;
    pane.style.pointerEvents = "none";
  }
  const svg = L.svg({ pane: "qm-swipe-districts", padding: 0.5 });
  const sheet = QM.signs.secondSheet("qm-swipe-facilities");
  const right = { districts: L.layerGroup(), cells: L.layerGroup(), facilities: L.layerGroup([sheet]) };
  let second = null;
  let cells = null; // the picture of the right side, as `QM.showCells` takes it
  let share = 0.5;

  // ---- the divider

  const bar = document.createElement("div");
  bar.className = "qm-divider";
  bar.hidden = true;
  bar.tabIndex = 0;
  bar.setAttribute("role", "slider");
  bar.setAttribute("aria-orientation", "horizontal");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const plates = ["left", "right"].map((side) => {
    const plate = document.createElement("div");
    plate.className = "qm-plate qm-plate-" + side;
    plate.hidden = true;
    container.append(plate);
    return plate;
  });
  const key = document.createElement("section");
  key.className = "qm-second-legend";
  key.hidden = true;
  container.append(key, bar);
  L.DomEvent.disableClickPropagation(bar);
  L.DomEvent.disableClickPropagation(key);
  L.DomEvent.disableScrollPropagation(key);

  function speak() {
    bar.setAttribute("aria-label", t("Trenner zwischen zwei Karten; Pfeiltasten verschieben ihn"));
    key.setAttribute("aria-label", t("Zeichenerklärung der rechten Karte"));
    if (second !== null) legend();
  }
  QM.on("words", speak);

  const edge = () => Math.round(map.getSize().x * share);

  function clip() {
    const on = second !== null;
    const size = map.getSize();
    const [a, b] = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(size)];
    const x = map.containerPointToLayerPoint([edge(), 0]).x;
    const cut = (from, to) => "polygon(" + [[from, a.y], [to, a.y], [to, b.y], [from, b.y]].map(([px, py]) => px + "px " + py + "px").join(",") + ")";
    for (const name of LEFT) map.getPane(name).style.clipPath = on ? cut(a.x, x) : "";
    for (const name of RIGHT) map.getPane(name).style.clipPath = on ? cut(x, b.x) : "";
    if (!on) return;
    bar.style.transform = "translateX(" + edge() + "px)";
    plates[0].style.right = size.x - edge() + 8 + "px";
    plates[1].style.left = edge() + 8 + "px";
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  }
  map.on("move zoom zoomend viewreset resize", clip);

  function divide(at) {
    share = at;
    clip();
  }

  function moveTo(at, tell) {
    divide(Math.min(0.98, Math.max(0.02, at)));
    if (tell) QM.emit("divider", share);
  }

  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.stopPropagation();
    bar.focus();
  });
  bar.addEventListener("pointermove", (event) => {
    if (bar.hasPointerCapture(event.pointerId)) moveTo((event.clientX - container.getBoundingClientRect().left) / map.getSize().x, false);
  });
  bar.addEventListener("pointerup", () => QM.emit("divider", share));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02, PageUp: -0.1, PageDown: 0.1 }[event.key];
    if (step) moveTo(share + step, true);
    else if (event.key === "Home" || event.key === "End") moveTo(event.key === "Home" ? 0.02 : 0.98, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- the second theme

  function show(next) {
    second = next;
    for (const part of [bar, key, ...plates]) part.hidden = next === null;
    document.body.classList.toggle("qm-two", next !== null);
    if (next === null) {
      for (const group of Object.values(right)) map.removeLayer(group);
      right.districts.clearLayers();
    } else {
      paint();
      legend();
    }
    clip();
  }

  function style(id) {
    const { scheme, classes } = second;
    const index = Object.hasOwn(classes, id) ? classes[id] : -1;
    const only = state.filter && state.filter.districts;
    if (only && !only.has(id)) return { fillColor: "#ffffff", fillOpacity: 0.35, opacity: 0.3 };
    if (index < 0 || index >= scheme.colours.length) return { fillColor: index === -2 ? "url(#qm-dots)" : "url(#qm-hatch)", fillOpacity: 1 };
    return { fillColor: scheme.colours[index], fillOpacity: 0.6 };
  }

  function paint() {
    for (const [name, group] of Object.entries(right)) {
      if (state.visible[name] !== false) group.addTo(map);
      else map.removeLayer(group);
    }
    right.districts.clearLayers();
    for (const [id, entry] of state.districts) {
      right.districts.addLayer(L.polygon(entry.layer.getLatLngs(), {
        renderer: svg, pane: "qm-swipe-districts", interactive: false, smoothFactor: 0.6, color: "#59636e", weight: 0.9, opacity: 0.75, ...style(id),
      }));
    }
    sheet.setSigns(QM.signs.ofFacilities(second.kind));
  }

  /* Dwelling places out of reach on the right side, or none. */
  async function showCells(next) {
    cells = next;
    await QM.layCells(right.cells, "qm-swipe-cells", next);
    if (second !== null) legend();
  }

  function refresh() {
    if (second === null) return;
    paint();
    legend();
    clip();
  }

  /* In front of residents: the plates are the questions that the maps answer, and classes that mean the same are told once. */
  function legend() {
    const make = (tag, text, className) => {
      const element = document.createElement(tag);
      if (text !== undefined) element.textContent = text;
      if (className) element.className = className;
      return element;
    };
    const { scheme } = second;
    const plain = state.presentation && second.plain && second.plain.scheme ? second.plain : null; // words for residents
    const note = plain ? plain.note : second.note;
    const shown = state.paint && state.paint.scheme;
    const left = plain && shown && state.plain && state.plain.scheme === shown.id ? state.plain : null;
    const titles = left ? [left.title, plain.title] : second.titles;
    plates.forEach((plate, side) => { plate.textContent = titles[side]; });
    const classes = (words, one) => JSON.stringify([words.scheme, words.labels, words.figures, one.colours, Boolean(one.secret), Boolean(one.gone)]);
    if (left && classes(left, shown) === classes(plain, scheme)) {
      key.replaceChildren(...(note ? [make("p", note)] : []), make("p", t("Farben wie links")));
      return;
    }
    const title = left ? "" : scheme.title + (scheme.unit ? " (" + scheme.unit + ")" : "");
    const list = make("ul");
    const row = (className, text, fill, figure) => {
      const item = make("li");
      const swatch = make("span", undefined, "qm-swatch " + className);
      if (fill) swatch.style.setProperty("--fill", fill);
      swatch.setAttribute("aria-hidden", "true");
      const words = make("span", text);
      if (figure) words.append(" ", make("small", figure));
      item.append(swatch, words);
      list.append(item);
    };
    for (let i = scheme.labels.length - 1; i >= 0; i -= 1) row("qm-fill", plain ? plain.labels[i] : scheme.labels[i], scheme.colours[i], plain && plain.figures[i]);
    row("qm-nodata", t(scheme.gone ? "keine Daten oder entfällt" : "keine Daten"));
    if (scheme.secret) row("qm-secret", t("geheim"));
    if (cells && state.visible.cells) row("qm-cell", cells.label || t("bewohnte Rasterzelle außer Reichweite"));
    if (cells && cells.secret && state.visible.cells) row("qm-cell-secret", t("außer Reichweite, Einwohnerzahl geheim oder unbekannt"));
    key.replaceChildren(...(title ? [make("strong", title)] : []), ...(note ? [make("p", note)] : []), list);
  }

  // ---- what lies under the pointer there

  const covers = (point) => second !== null && point.x > edge();
  const valueOf = (id) => (second !== null && Object.hasOwn(second.values, id) ? second.values[id] : "");

  function hit(containerPoint) {
    return state.visible.facilities ? QM.signs.facilityAt(sheet.signs, map.containerPointToLayerPoint(containerPoint)) : null;
  }

  const say = () => { if (second !== null) legend(); };
  speak();
  QM.on("visible", refresh);
  QM.on("presented", say);
  QM.swipe = { say, show, showCells, divide, refresh, covers, valueOf, hit };
})();
