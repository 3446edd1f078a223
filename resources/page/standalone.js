/* The map as one file: data come from the document itself, a side panel takes the place of the program's window. What is
   said about a gap is read from its row in the table below the map, so that both can never differ. */
(function () {
  "use strict";

  const QM = window.QM;
  const data = JSON.parse(document.getElementById("qm-data").textContent);
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const GAPS_AT_ONCE = 60;
  const DETAIL_COLUMNS = { 1: "Quartier", 4: "Betroffene", 5: "Gruppe", 6: "Sicherheit", 7: "Vorprüfung" };
  const LONG_COLUMNS = { 8: "Begründung", 9: "Vorprüfung im Einzelnen", 10: "Kriterien" };

  // ---- the background: packed tiles from the document

  async function unpack(text) {
    const packed = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }
  const tiles = data.basemap && {
    async getZxy(z, x, y) {
      const text = data.basemap.tiles[z + "/" + x + "/" + y];
      return text ? { data: await unpack(text) } : undefined;
    },
  };

  // ---- themes

  let theme = 0;
  let figure = 0;
  let allGaps = false;
  const facilities = new Map(data.layers.facilities.map((row) => [row.id, row]));
  const gaps = [...data.layers.gaps].sort((a, b) => a.rank - b.rank);
  const gapsById = new Map(gaps.map((gap) => [gap.id, gap]));

  function option(select, text, value) {
    const item = make("option", text);
    item.value = String(value);
    select.append(item);
  }

  function showTheme() {
    const now = data.themes[theme];
    if (!now) return;
    const figures = byId("qm-figure");
    figures.replaceChildren();
    now.figures.forEach((f, i) => option(figures, f.scheme.title, i));
    figure = Math.min(figure, now.figures.length - 1);
    figures.value = String(figure);
    QM.showCells(now.cells);
    QM.signs.showKind(now.kind);
    gapList();
    showFigure();
  }

  function showFigure() {
    const now = data.themes[theme];
    if (now) QM.paint(now.figures[figure]);
    tell();
    licence();
  }

  function takeTheme(kind) {
    const found = data.themes.findIndex((one) => one.kind === kind);
    if (found < 0 || found === theme) return;
    theme = found;
    byId("qm-kind").value = String(theme);
    showTheme();
  }

  // ---- what is chosen

  let chosen = { what: "", id: null };

  function tell() {
    const list = byId("qm-details");
    const rows = { district: districtRows, facility: facilityRows, gap: gapRows }[chosen.what];
    const found = rows ? rows(chosen.id) : [];
    byId("qm-details-hint").hidden = found.length > 0;
    list.replaceChildren(...found);
  }

  const title = (text) => make("dt", text, "qm-whole");
  const pair = (name, value) => [make("dt", name), make("dd", value)];

  function districtRows(id) {
    const entry = QM.state.districts.get(id);
    if (!entry) return [];
    const now = data.themes[theme];
    const rows = [title(entry.name)];
    for (const f of now ? now.figures : []) rows.push(...pair(f.scheme.title, Object.hasOwn(f.values, id) ? f.values[id] : "keine Daten"));
    const here = gaps.filter((gap) => gap.district === id);
    rows.push(...pair("Lücken", here.length ? here.map((gap) => gap.rank + ".").join(" ") + " Rang" : "keine"));
    return rows;
  }

  function facilityRows(id) {
    const row = facilities.get(id);
    return row ? [title(row.name), make("dd", row.text, "qm-whole")] : [];
  }

  function gapRows(id) {
    const gap = gapsById.get(id);
    if (!gap) return [];
    const rows = [title(gap.title)];
    rows.push(make("dd", gap.text.split("\n")[0], "qm-whole"));
    const row = byId("luecke-" + gap.rank);
    const cells = row ? row.cells : [];
    for (const [number, name] of Object.entries(DETAIL_COLUMNS)) if (cells[number]) rows.push(...pair(name, cells[number].textContent));
    for (const [number, name] of Object.entries(LONG_COLUMNS)) {
      if (cells[number]) rows.push(make("dt", name, "qm-whole"), make("dd", cells[number].textContent, "qm-whole"));
    }
    if (row) {
      const end = make("dd", undefined, "qm-whole");
      const link = make("a", "Zeile in der Tabelle");
      link.href = "#" + row.id;
      end.append(link);
      rows.push(end);
    }
    return rows;
  }

  function choose(what, id) {
    chosen = { what, id };
    tell();
  }

  function showDistrict(id, move) {
    const entry = QM.state.districts.get(id);
    if (!entry) return false;
    QM.select(id, true);
    choose("district", id);
    if (move) QM.map.fitBounds(entry.layer.getBounds(), { padding: [40, 40], maxZoom: 15, animate: !QM.STILL });
    return true;
  }

  function showFacility(id, move) {
    const row = facilities.get(id);
    if (!row) return false;
    if (move) {
      if (row.kind !== QM.state.kind && QM.state.kind !== null) takeTheme(row.kind);
      QM.map.setView([row.lat, row.lon], Math.max(QM.map.getZoom(), 16), { animate: false });
    }
    QM.signs.chooseFacility(id);
    choose("facility", id);
    QM.furniture.announce(row.name + ": " + row.text);
    return true;
  }

  function showGap(id) {
    const gap = gapsById.get(id);
    if (!gap) return false;
    if (QM.state.kind !== null) takeTheme(gap.kind);
    if (!byId("qm-gaps").querySelector('[data-rank="' + gap.rank + '"]')) { allGaps = true; gapList(); }
    for (const button of byId("qm-gaps").querySelectorAll("button")) {
      const current = button.dataset.gap === id;
      button.setAttribute("aria-current", String(current));
      if (current) button.scrollIntoView({ block: "nearest" });
    }
    QM.select(gap.district, false);
    choose("gap", id);
    QM.signs.focusGap(id, true);
    QM.furniture.announce(gap.title + ". " + gap.text);
    return true;
  }

  // ---- gaps

  function gapList() {
    const kind = QM.state.kind;
    const fitting = gaps.filter((gap) => kind === null || gap.kind === kind);
    const shown = allGaps ? fitting : fitting.slice(0, GAPS_AT_ONCE);
    byId("qm-gap-title").textContent = "Lücken (" + fitting.length.toLocaleString("de-DE") + ")";
    byId("qm-gap-text").textContent = fitting.length ? "Eingabetaste oder Klick zeigt die Lücke auf der Karte." : "Keine Lücken zu diesem Thema.";
    byId("qm-gaps").replaceChildren(...shown.map((gap) => {
      const item = make("li");
      const button = make("button", gap.title + "\n" + gap.text);
      button.type = "button";
      button.dataset.gap = gap.id;
      button.dataset.rank = String(gap.rank);
      item.append(button);
      return item;
    }));
    byId("qm-gaps").hidden = fitting.length === 0;
    const more = byId("qm-more-gaps");
    more.hidden = shown.length === fitting.length;
    more.textContent = "Alle " + fitting.length.toLocaleString("de-DE") + " zeigen";
  }
  byId("qm-gaps").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) showGap(button.dataset.gap);
  });
  byId("qm-gaps").addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    const next = item && { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[event.key];
    if (!next) return;
    next.firstElementChild.focus();
    event.preventDefault();
  });
  byId("qm-more-gaps").addEventListener("click", () => {
    const from = byId("qm-gaps").children.length;
    allGaps = true;
    gapList();
    const next = byId("qm-gaps").children[from];
    if (next) next.firstElementChild.focus();
  });

  // ---- the licence line names exactly the layers that are on screen

  function licence() {
    const now = data.themes[theme];
    const kind = now ? now.kind : null;
    const { visible } = QM.state;
    const layers = new Set(Object.keys(LAYERS).filter((name) => visible[name] && !empty(name) && !(name === "cells" && !(now && now.cells))));
    if (layers.has("districts") && now) layers.add(kind === null ? "need" : "figures");
    const groups = new Map();
    for (const row of data.credits) {
      if (!row.in.some((name) => layers.has(name)) || (kind && row.kind && row.kind !== kind && row.in.includes("facilities"))) continue;
      if (!groups.has(row.who)) groups.set(row.who, new Map());
      const layersOf = groups.get(row.who);
      if (!layersOf.has(row.what)) layersOf.set(row.what, new Set());
      if (row.about) layersOf.get(row.what).add(row.about);
    }
    const named = ([what, about]) => what + (about.size ? " (" + [...about].join("; ") + ")" : "");
    const parts = [...groups].map(([who, what]) => who + ": " + [...what].map(named).join(", "));
    byId("qm-licence").textContent = parts.length ? "Quellen der gezeigten Ebenen: " + parts.join(" · ") + " · " + data.own : data.own;
  }

  // ---- layers and panel

  const LAYERS = {
    districts: "Quartiere", outlines: "übergeordnete Gebiete", cells: "Rasterzellen außer Reichweite", facilities: "Einrichtungen",
    gaps: "Lücken", funding: "Städtebaufördergebiete", basemap: "Grundkarte",
  };
  function empty(name) {
    return name === "basemap" ? !data.basemap : name === "cells" ? !data.themes.some((t) => t.cells)
      : (data.layers[name].features || data.layers[name]).length === 0;
  }
  for (const [name, text] of Object.entries(LAYERS)) {
    if (empty(name)) continue;
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.dataset.layer = name;
    box.addEventListener("change", () => { QM.setVisible(name, box.checked); licence(); });
    label.append(box, " " + text);
    byId("qm-layers").append(label);
  }

  /* On a phone the map needs the room: layers and legend open on a touch. */
  if (window.matchMedia("(max-width: 820px)").matches) {
    byId("qm-layers").open = false;
    QM.furniture.foldLegend(true, false);
  }
  byId("qm-fold").addEventListener("click", () => {
    const folded = byId("karte").classList.toggle("qm-folded");
    byId("qm-fold").setAttribute("aria-expanded", String(!folded));
    byId("qm-fold").textContent = folded ? "▶" : "◀";
    QM.map.invalidateSize({ animate: false });
  });
  new ResizeObserver(() => QM.map.invalidateSize({ animate: false })).observe(byId("qm-stage"));
  byId("qm-kind").addEventListener("change", (event) => { theme = Number(event.target.value); allGaps = false; showTheme(); });
  byId("qm-figure").addEventListener("change", (event) => { figure = Number(event.target.value); showFigure(); });
  data.themes.forEach((t, i) => option(byId("qm-kind"), t.name, i));
  for (const id of ["qm-kind", "qm-figure"]) {
    byId(id).hidden = data.themes.length === 0;
    document.querySelector('label[for="' + id + '"]').hidden = data.themes.length === 0;
  }

  QM.on("district", (id) => showDistrict(id, false));
  QM.on("facility", (id) => showFacility(id, false));
  QM.on("gap", showGap);
  QM.single = { data, gaps, facilities, showDistrict, showFacility, showGap };

  QM.setMeta(data.meta);
  QM.setDistricts(data.layers.districts);
  QM.setOutlines(data.layers.outlines);
  QM.setFunding(data.layers.funding);
  QM.signs.setFacilities(data.layers.facilities);
  QM.signs.setGaps(data.layers.gaps);
  if (tiles) QM.setBasemap({ url: tiles, maxZoom: data.basemap.maxZoom, bounds: data.basemap.bounds });
  showTheme();
  gapList();
  licence();
  tell();
  QM.fit();
  document.title = data.title;
})();
