/* What stands around the map: title, legend, scale, north arrow, sources, banner, tip. Text by textContent only. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state, t } = QM;
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

  function row(list, swatch, text, tip, small) {
    const item = make("li");
    if (tip) item.title = tip;
    swatch.classList.add("qm-swatch");
    swatch.setAttribute("aria-hidden", "true");
    const words = make("span", "", text);
    if (small) words.append(" ", make("small", "", small));
    item.append(swatch, words);
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
    const more = make("button", "qm-more", t(moreShown ? "weniger" : "mehr"));
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
  /* Where the keyboard was nowhere in the page it comes to the map itself, which shows a ring and knows arrows, + and -. */
  window.addEventListener("focus", () => {
    if (document.activeElement === document.body) map.getContainer().focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, select, textarea");
    if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === "l") foldLegend(!state.folded, true);
  });

  function legend() {
    const box = byId("qm-legend");
    const parts = [];
    let title = t("Zeichenerklärung");
    const scheme = state.paint && state.paint.scheme;
    const playing = state.live && state.live.on && !state.live.themed;
    const live = state.live && state.live.on && (playing || state.live.pictured) ? state.live.legend : null;
    const plain = state.presentation && scheme && state.plain && state.plain.scheme === scheme.id ? state.plain : null; // words for residents
    if (playing) {
      title = live.title;
      if (live.note) parts.push(make("p", "qm-note", live.note));
    } else if (scheme && state.visible.districts && state.districts.size) {
      title = plain ? plain.title : scheme.title + (scheme.unit ? " (" + scheme.unit + ")" : "");
      if (plain && plain.note) parts.push(make("p", "qm-note", plain.note));
      else if (!plain && state.paint.note) parts.push(noteLine(state.paint.note, state.paint.detail));
      const list = make("ul");
      for (let i = scheme.labels.length - 1; i >= 0; i -= 1) {
        const colour = swatch("qm-fill");
        colour.style.setProperty("--fill", scheme.colours[i]);
        if (plain) row(list, colour, plain.labels[i], "", plain.figures[i]);
        else row(list, colour, scheme.labels[i]);
      }
      row(list, swatch("qm-nodata"), t(scheme.gone ? "keine Daten oder entfällt" : "keine Daten"));
      if (scheme.secret) row(list, swatch("qm-secret"), t("geheim"));
      parts.push(list);
      if (scheme.dark_means && !plain) parts.push(make("p", "qm-dark", scheme.dark_means));
    }
    const signs = make("ul", "qm-signs");
    for (const entry of live ? live.rows : []) {
      const sample = make("img", "qm-sample");
      sample.src = entry.sample;
      sample.alt = "";
      row(signs, sample, entry.text);
    }
    if (state.answers) state.answers.legend(signs, row, swatch);
    if (state.tools) state.tools.legend(signs, row, swatch);
    if (!live && state.cells && state.visible.cells) {
      row(signs, swatch("qm-cell"), state.cells.label || t("bewohnte Rasterzelle außer Reichweite"));
      if (state.cells.secret) row(signs, swatch("qm-cell-secret"), t("außer Reichweite, Einwohnerzahl geheim oder unbekannt"));
    }
    const shown = QM.signs ? QM.signs.summary() : { kinds: [] };
    if (state.visible.facilities) {
      for (const kind of shown.kinds) {
        const sign = swatch("qm-sign", { background: kind.colour });
        sign.textContent = kind.sign;
        row(signs, sign, kind.name + (shown.sized && shown.kinds.length === 1 ? " " + t("(größer = mehr Plätze)") : ""));
      }
      if (shown.selected) row(signs, swatch("qm-sign qm-marked"), t("ausgewählte Einrichtung"));
      if (shown.planned) row(signs, swatch("qm-sign qm-planned"), t("geplant"));
    }
    if (shown.gaps && state.visible.gaps) {
      const flag = swatch("qm-flag");
      flag.textContent = "1";
      row(signs, flag, t("Lücke (1 = dringlichste)"));
    }
    if (state.visible.funding) {
      for (const status of state.fundingStatuses || []) {
        row(signs, swatch("qm-funding qm-funding-" + ({ Voruntersuchung: "pre", abgerechnet: "done" }[status] || "on")),
          (state.presentation && state.plain && state.plain.funding[status]) || t("Fördergebiet") + " (" + t(status) + ")", t("Gebiet der Städtebauförderung") + ", " + t(status));
      }
    }
    if (state.selected !== null) row(signs, swatch("qm-selected"), t("ausgewähltes Quartier"));
    if (signs.children.length) parts.push(signs);
    if (shown.sized && shown.kinds.length > 1 && state.visible.facilities) parts.push(make("p", "qm-note", t("Größerer Kreis = mehr Plätze")));
    credit();
    byId("qm-legend-title").textContent = title;
    byId("qm-legend-body").replaceChildren(...parts);
    box.hidden = parts.length === 0;
  }

  /* Where a scroll bar once stands it takes room, lines wrap, and so it stays although all would fit without it: look again. */
  function lookAgain() {
    const box = byId("qm-legend");
    if (box.offsetWidth - box.clientWidth < 4) return;
    box.style.overflow = "hidden";
    box.getBoundingClientRect(); // laid out once without the bar
    box.style.overflow = "";
  }
  const again = new ResizeObserver(() => requestAnimationFrame(lookAgain)); // at once it would be a loop
  for (const part of [byId("qm-legend-body"), map.getContainer()]) again.observe(part);

  L.DomEvent.disableClickPropagation(byId("qm-legend"));
  L.DomEvent.disableScrollPropagation(byId("qm-legend"));

  // ---- tip, banner, sources

  const tip = byId("qm-tip");
  function showTip(title, text, point) {
    if (state.presentation) return; // nothing lies over the map that a room looks at
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
  const tells = () => !tip.hidden;
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
    credit();
    byId("qm-sources-list").replaceChildren(...all.map((text) => make("div", "", text)));
  }

  /* The line follows the layers that can be seen; a background of somebody else names its own. */
  const CREDITED = ["basemap", "districts", "outlines", "funding", "cells", "facilities"];
  function credit() {
    const known = state.meta.credits || {};
    const own = state.background && state.background.credit;
    const shown = CREDITED.filter((name) => state.visible[name] && (name !== "cells" || state.cells || (state.live && state.live.on)));
    const lines = shown.flatMap((name) => (name !== "basemap" ? known[name] || [] : !state.background ? [] : own ? [own] : known.basemap || []));
    byId("qm-credit").textContent = [...new Set(lines)].join(" · ");
    byId("qm-sources").hidden = !byId("qm-credit").textContent && !(state.meta.source_list || []).length;
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

  /* Takes the words of another language; the map itself is not drawn anew. */
  function speak(words) {
    state.words = words;
    const say = (selector, text, attributes) => {
      for (const element of document.querySelectorAll(selector)) {
        if (!attributes) element.textContent = t(text);
        for (const name of attributes || []) element.setAttribute(name, t(text));
      }
    };
    say("#map_quartier", "Karte. Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Tabulator führt zu den Quartieren.", ["aria-label"]);
    say(".leaflet-control-zoom-in", "Vergrößern (+)", ["title", "aria-label"]);
    say(".leaflet-control-zoom-out", "Verkleinern (−)", ["title", "aria-label"]);
    say(".qm-home a", "Ganzes Gebiet zeigen", ["title", "aria-label"]);
    say("#qm-north", "Norden ist oben", ["aria-label"]);
    say("#qm-legend", "Zeichenerklärung", ["aria-label"]);
    say("#qm-legend-fold", "Zeichenerklärung ein- oder ausklappen (L)", ["title"]);
    say("#qm-banner", "Erfundene Demonstrationsdaten");
    say("#qm-sources-fold", "Quellen");
    legend();
    QM.emit("words");
  }

  QM.furniture = { speak, legend, foldLegend, showTip, hideTip, tells, announce, meta, credit };
  meta();
})();
