/* What stands around the map: title, legend, scale, north arrow, sources, banner, tip. Text by textContent only. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state } = QM;
  const byId = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  map.getContainer().setAttribute("role", "application");
  map.getContainer().setAttribute("aria-label",
    "Karte. Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Tabulator führt zu den Quartieren.");
  map.attributionControl && map.attributionControl.remove();
  L.control.zoom({ position: "topleft", zoomInTitle: "Vergrößern (+)", zoomOutTitle: "Verkleinern (−)" }).addTo(map);

  const Home = L.Control.extend({
    onAdd() {
      const box = make("div", "leaflet-bar qm-home");
      const button = make("a", "", "⌂");
      button.href = "#";
      button.title = "Ganzes Gebiet zeigen";
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", "Ganzes Gebiet zeigen");
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); QM.fit(); });
      L.DomEvent.disableClickPropagation(box);
      box.append(button);
      return box;
    },
  });
  new Home({ position: "topleft" }).addTo(map);

  // ---- scale: bar and number

  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 130, updateWhenIdle: true }).addTo(map);
  const ratio = make("div", "qm-ratio");
  document.querySelector(".leaflet-control-scale").append(ratio);
  function updateRatio() {
    const y = map.getSize().y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y]));
    const raw = metres / 100 / 0.00026458; // one CSS pixel is 1/96 inch
    const step = 10 ** (Math.floor(Math.log10(raw)) - 1);
    ratio.textContent = "ca. 1 : " + (Math.round(raw / step) * step).toLocaleString("de-DE");
  }
  map.on("zoomend moveend resize", updateRatio);
  map.whenReady(updateRatio);

  // ---- legend

  function row(list, swatch, text, tip) {
    const item = make("li");
    if (tip) item.title = tip;
    swatch.classList.add("qm-swatch");
    swatch.setAttribute("aria-hidden", "true");
    item.append(swatch, make("span", "", text));
    list.append(item);
  }
  function swatch(className, style) {
    const box = make("span", className);
    Object.assign(box.style, style || {});
    return box;
  }

  /* One short line; where it comes from opens on a click. */
  function noteLine(note, detail) {
    const line = make("p", "qm-note", note);
    if (!detail || detail === note) return line;
    const more = make("button", "qm-more", moreShown ? "weniger" : "mehr");
    more.type = "button";
    more.title = detail;
    more.setAttribute("aria-expanded", String(moreShown));
    if (moreShown) line.textContent = detail;
    more.addEventListener("click", () => {
      moreShown = !moreShown;
      legend();
      byId("qm-legend-body").querySelector(".qm-more").focus();
    });
    line.append(" ", more);
    return line;
  }
  let moreShown = false;

  function foldLegend(folded, tell) {
    state.folded = folded;
    document.body.classList.toggle("qm-legend-folded", folded);
    byId("qm-legend-fold").setAttribute("aria-expanded", String(!folded));
    if (tell) QM.emit("legend", !folded);
  }
  byId("qm-legend-fold").addEventListener("click", () => foldLegend(!state.folded, true));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, select, textarea");
    if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === "l") foldLegend(!state.folded, true);
  });

  function legend() {
    const box = byId("qm-legend");
    const parts = [];
    let title = "Zeichenerklärung";
    const scheme = state.paint && state.paint.scheme;
    const live = state.live && state.live.on ? state.live.legend : null;
    if (live) {
      title = live.title;
      if (live.note) parts.push(make("p", "qm-note", live.note));
    } else if (scheme && state.visible.districts) {
      title = scheme.title + (scheme.unit ? " (" + scheme.unit + ")" : "");
      if (state.paint.note) parts.push(noteLine(state.paint.note, state.paint.detail));
      const list = make("ul");
      for (let i = scheme.labels.length - 1; i >= 0; i -= 1) {
        const colour = swatch("qm-fill");
        colour.style.setProperty("--fill", scheme.colours[i]);
        row(list, colour, scheme.labels[i]);
      }
      row(list, swatch("qm-nodata"), "keine Daten");
      parts.push(list);
      if (scheme.dark_means) parts.push(make("p", "qm-dark", scheme.dark_means));
    }
    const signs = make("ul", "qm-signs");
    for (const entry of live ? live.rows : []) {
      const sample = make("img", "qm-sample");
      sample.src = entry.sample;
      sample.alt = "";
      row(signs, sample, entry.text);
    }
    if (state.answers) state.answers.legend(signs, row, swatch);
    if (!live && state.cells && state.visible.cells) {
      row(signs, swatch("qm-cell"), state.cells.label || "bewohnte Rasterzelle außer Reichweite");
      if (state.cells.secret) row(signs, swatch("qm-cell-secret"), "außer Reichweite, Einwohnerzahl geheim oder unbekannt");
    }
    const shown = QM.signs ? QM.signs.summary() : { kinds: [] };
    if (state.visible.facilities) {
      for (const kind of shown.kinds) {
        const sign = swatch("qm-sign", { background: kind.colour });
        sign.textContent = kind.sign;
        row(signs, sign, kind.name + (shown.sized && shown.kinds.length === 1 ? " (größer = mehr Plätze)" : ""));
      }
      if (shown.planned) row(signs, swatch("qm-sign qm-planned"), "geplant");
    }
    if (shown.gaps && state.visible.gaps) {
      const flag = swatch("qm-flag");
      flag.textContent = "1";
      row(signs, flag, "Lücke (1 = dringlichste)");
    }
    if (state.visible.funding) {
      for (const status of state.fundingStatuses || []) {
        row(signs, swatch("qm-funding qm-funding-" + ({ Voruntersuchung: "pre", abgerechnet: "done" }[status] || "on")),
          "Fördergebiet (" + status + ")", "Gebiet der Städtebauförderung, " + status);
      }
    }
    if (state.selected !== null) row(signs, swatch("qm-selected"), "ausgewähltes Quartier");
    if (signs.children.length) parts.push(signs);
    if (shown.sized && shown.kinds.length > 1 && state.visible.facilities) parts.push(make("p", "qm-note", "Größerer Kreis = mehr Plätze"));
    byId("qm-legend-title").textContent = title;
    byId("qm-legend-body").replaceChildren(...parts);
    box.hidden = parts.length === 0;
  }
  L.DomEvent.disableClickPropagation(byId("qm-legend"));
  L.DomEvent.disableScrollPropagation(byId("qm-legend"));

  // ---- tip, banner, sources

  const tip = byId("qm-tip");
  function showTip(title, text, point) {
    const lines = [make("strong", "", title)];
    if (text) lines.push(make("span", "", text));
    tip.replaceChildren(...lines);
    tip.hidden = false;
    const size = map.getSize();
    const x = point.x + 16 + tip.offsetWidth > size.x ? point.x - 12 - tip.offsetWidth : point.x + 16;
    const y = point.y + 18 + tip.offsetHeight > size.y ? point.y - 12 - tip.offsetHeight : point.y + 18;
    tip.style.transform = "translate(" + Math.max(0, Math.round(x)) + "px," + Math.max(0, Math.round(y)) + "px)";
  }
  function hideTip() { tip.hidden = true; }
  function announce(text) { byId("qm-live").textContent = text; }

  function meta() {
    const { meta: about } = state;
    byId("qm-title").textContent = about.title || "";
    byId("qm-title").hidden = !about.title;
    byId("qm-banner").hidden = !about.invented;
    sources(about);
    document.title = about.title || "Karte";
    legend();
  }

  /* What a licence wants in sight stands there; all sources open on a click. */
  function sources(about) {
    const all = about.source_list || [];
    byId("qm-sources").hidden = all.length === 0;
    byId("qm-credit").textContent = about.credit || "";
    byId("qm-sources-list").replaceChildren(...all.map((text) => make("div", "", text)));
  }
  function foldSources(open) {
    byId("qm-sources-list").hidden = !open;
    byId("qm-sources-fold").setAttribute("aria-expanded", String(open));
  }
  byId("qm-sources-fold").addEventListener("click", () => foldSources(byId("qm-sources-list").hidden));
  byId("qm-sources").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { foldSources(false); event.stopPropagation(); }
  });
  L.DomEvent.disableClickPropagation(byId("qm-sources"));
  L.DomEvent.disableScrollPropagation(byId("qm-sources"));
  map.on("click movestart", () => foldSources(false));

  QM.furniture = { legend, foldLegend, showTip, hideTip, announce, meta };
  meta();
})();
