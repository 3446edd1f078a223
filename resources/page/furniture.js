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

  function row(list, swatch, text) {
    const item = make("li");
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

  function legend() {
    const box = byId("qm-legend");
    const parts = [];
    const scheme = state.paint && state.paint.scheme;
    if (scheme && state.visible.districts) {
      parts.push(make("h2", "", scheme.title + (scheme.unit ? " (" + scheme.unit + ")" : "")));
      if (state.paint.note) parts.push(make("p", "qm-note", state.paint.note));
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
    const signs = make("ul");
    if (state.cells && state.visible.cells) {
      row(signs, swatch("qm-cell"), state.cells.label || "bewohnte Rasterzelle außer Reichweite");
      if (state.cells.secret) row(signs, swatch("qm-cell-secret"), "außer Reichweite, Einwohnerzahl geheim oder unbekannt");
    }
    const shown = QM.signs ? QM.signs.summary() : { kinds: [] };
    if (state.visible.facilities) {
      for (const kind of shown.kinds) {
        const sign = swatch("qm-sign", { background: kind.colour });
        sign.textContent = kind.sign;
        row(signs, sign, kind.name);
      }
      if (shown.planned) row(signs, swatch("qm-sign qm-planned"), "geplant");
    }
    if (shown.gaps && state.visible.gaps) {
      const flag = swatch("qm-flag");
      flag.textContent = "1";
      row(signs, flag, "Lücke mit Rang (1 = dringlichste)");
    }
    if (state.visible.funding) {
      for (const status of state.fundingStatuses || []) {
        row(signs, swatch("qm-funding qm-funding-" + ({ Voruntersuchung: "pre", abgerechnet: "done" }[status] || "on")),
          "Städtebaufördergebiet (" + status + ")");
      }
    }
    if (state.selected !== null) row(signs, swatch("qm-selected"), "ausgewähltes Quartier");
    if (signs.children.length) parts.push(signs);
    if (shown.sized && state.visible.facilities) parts.push(make("p", "qm-note", "Größerer Kreis = mehr Plätze"));
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
    byId("qm-sources").textContent = about.sources || "";
    document.title = about.title || "Karte";
    legend();
  }

  QM.furniture = { legend, showTip, hideTip, announce, meta };
  meta();
})();
