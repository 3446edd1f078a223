/* The map as one file: data come from the document itself, a side panel takes the place of the program's window. */
(function () {
  "use strict";

  const QM = window.QM;
  const data = JSON.parse(document.getElementById("qm-data").textContent);
  const byId = (id) => document.getElementById(id);
  const make = (tag, text) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    return element;
  };

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
    details(QM.state.selected);
  }

  // ---- district and gaps

  function details(id) {
    const list = byId("qm-details");
    const entry = id !== null && QM.state.districts.get(id);
    byId("qm-details-hint").hidden = Boolean(entry);
    list.replaceChildren();
    if (!entry) return;
    const name = make("dt", entry.name);
    name.className = "qm-whole";
    list.append(name);
    const now = data.themes[theme];
    for (const f of now ? now.figures : []) {
      list.append(make("dt", f.scheme.title), make("dd", Object.hasOwn(f.values, id) ? f.values[id] : "keine Daten"));
    }
  }

  function gapList() {
    const kind = QM.state.kind;
    const shown = data.layers.gaps.filter((gap) => kind === null || gap.kind === kind).sort((a, b) => a.rank - b.rank);
    byId("qm-gap-title").textContent = "Lücken (" + shown.length + ")";
    byId("qm-gap-text").textContent = shown.length ? "" : "Keine Lücken zu diesem Thema.";
    byId("qm-gap-text").classList.remove("qm-told");
    byId("qm-gaps").replaceChildren(...shown.map((gap) => {
      const item = make("li");
      const button = make("button", gap.title + "\n" + gap.text);
      button.type = "button";
      button.dataset.gap = gap.id;
      button.addEventListener("click", () => showGap(gap.id));
      item.append(button);
      return item;
    }));
    byId("qm-gaps").hidden = shown.length === 0;
  }

  function showGap(id) {
    const gap = data.layers.gaps.find((g) => g.id === id);
    if (!gap) return;
    for (const button of byId("qm-gaps").querySelectorAll("button")) {
      const current = button.dataset.gap === id;
      button.setAttribute("aria-current", String(current));
      if (current) button.scrollIntoView({ block: "nearest" });
    }
    byId("qm-gap-text").textContent = [gap.title, ...(data.gapNotes[id] || [])].join("\n");
    byId("qm-gap-text").classList.add("qm-told");
    byId("qm-gap-title").scrollIntoView({ block: "nearest" });
    QM.select(gap.district, false);
    details(gap.district);
    QM.signs.focusGap(id);
  }

  // ---- layers, notes, panel

  const LAYERS = {
    districts: "Quartiere", outlines: "übergeordnete Gebiete", cells: "Rasterzellen außer Reichweite", facilities: "Einrichtungen",
    gaps: "Lücken", funding: "Städtebaufördergebiete", basemap: "Grundkarte",
  };
  const empty = (name) => (name === "basemap" ? !data.basemap : name === "cells" ? !data.themes.some((t) => t.cells)
    : (data.layers[name].features || data.layers[name]).length === 0);
  for (const [name, text] of Object.entries(LAYERS)) {
    if (empty(name)) continue;
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => QM.setVisible(name, box.checked));
    label.append(box, " " + text);
    byId("qm-layers").append(label);
  }

  /* On a phone the map needs the room: layers and legend open on a touch. */
  if (window.matchMedia("(max-width: 760px)").matches) {
    byId("qm-layers").open = false;
    QM.furniture.foldLegend(true, false);
  }

  byId("qm-name").textContent = data.meta.title;
  byId("qm-notes").replaceChildren(...data.notes.concat(data.meta.sources ? [data.meta.sources] : []).map((text) => make("li", text)));
  byId("qm-fold").addEventListener("click", () => {
    const folded = document.body.classList.toggle("qm-folded");
    byId("qm-fold").setAttribute("aria-expanded", String(!folded));
    QM.map.invalidateSize({ animate: false });
  });
  byId("qm-kind").addEventListener("change", (event) => { theme = Number(event.target.value); showTheme(); });
  byId("qm-figure").addEventListener("change", (event) => { figure = Number(event.target.value); showFigure(); });
  data.themes.forEach((t, i) => option(byId("qm-kind"), t.name, i));
  for (const id of ["qm-kind", "qm-figure"]) byId(id).parentElement.hidden = data.themes.length === 0;

  QM.on("district", (id) => { QM.select(id, true); details(id); });
  QM.on("gap", showGap);

  QM.setMeta(data.meta);
  QM.setDistricts(data.layers.districts);
  QM.setOutlines(data.layers.outlines);
  QM.setFunding(data.layers.funding);
  QM.signs.setFacilities(data.layers.facilities);
  QM.signs.setGaps(data.layers.gaps);
  if (tiles) QM.setBasemap({ url: tiles, maxZoom: data.basemap.maxZoom, bounds: data.basemap.bounds });
  showTheme();
  gapList();
  QM.fit();
  document.body.dataset.ready = "true";
})();
