/* The map's layers: outlines, funding areas, cells, selection, route. Folium has built map, panes and
   groups before this runs; everything that a data file says arrives here as data and leaves as text, never as markup. */
(function () {
  "use strict";

  const map = window.map_quartier;
  const groups = {
    districts: window.feature_group_districts,
    outlines: window.feature_group_outlines,
    funding: window.feature_group_funding,
    cells: window.feature_group_cells,
    selection: window.feature_group_selection,
    route: window.feature_group_route,
    facilities: window.feature_group_facilities,
    gaps: window.feature_group_gaps,
    basemap: window.feature_group_basemap,
    labels: window.feature_group_labels,
    water: window.feature_group_water,
  };
  const asked = new URLSearchParams(location.search);
  const STILL = asked.has("still") || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (STILL) {
    Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
    map._zoomAnimated = false;
  }

  /* Where no graphics card draws, a large map can't be scaled sixty times a second: it then goes to the next level at once. */
  const SMOOTH_PIXELS = 600_000;
  function pace() {
    const size = map.getSize();
    const pixels = size.x * size.y * window.devicePixelRatio ** 2;
    map.options.zoomAnimationThreshold = asked.has("unaided") && pixels > SMOOTH_PIXELS ? 0 : 4;
  }
  map.on("resize", pace);
  map.whenReady(pace);

  const MARGIN = 0.2; // share of the screen that is drawn on each side of it; whoever drags further gets more on the way (`sheet.js`)
  const svg = {}; // one SVG renderer a pane
  for (const pane of ["districts", "outlines", "funding", "selection", "route"]) {
    svg[pane] = L.svg({ pane: "qm-" + pane, padding: MARGIN });
  }

  const LINES = { line: ["#59636e", 0.75], outline: [["#ffffff", 0.4], ["#39434d", 0.85]], fill: 0.6, ground: "#f7f6f3" }; // lines and cover of the style (`basemap.js`)
  const bold = () => (state.presentation ? 1.8 : 1); // lines for the last row
  const state = {
    meta: {}, kinds: {}, districts: new Map(), paint: null, kind: null, selected: null,
    visible: { basemap: true, districts: true, outlines: true, funding: true, cells: true, facilities: true, gaps: true },
    lines: LINES, paints: 0, cells: null, presentation: false, focusId: null, folded: false, foldedAtDesk: false, fitted: false,
  };
  const listeners = {};

  /* Our own words in the language of the window; what nobody has translated stays German. */
  const t = (text) => (state.words && state.words[text]) || text;

  /* What the page tells its owner: "district", "facility", "gap", "square" (id), "map", "way" (lon, lat), "view" (view), "legend" (shown),
     and in "Was wäre wenn" "grab" (id), "hand" (lon, lat, time), "drop" (lon, lat), "back", "nudge" (metres east, north, time), "key" (name). */
  function emit(name, ...values) {
    for (const listener of listeners[name] || []) listener(...values);
  }
  function on(name, listener) {
    (listeners[name] = listeners[name] || []).push(listener);
  }

  // ---- plain layers

  function setOutlines(collection) {
    groups.outlines.clearLayers();
    for (const [number, weight] of [[0, 2.6], [1, 1.7]]) {
      const [colour, opacity] = state.lines.outline[number];
      groups.outlines.addLayer(L.geoJSON(collection, {
        renderer: svg.outlines, pane: "qm-outlines", interactive: false, smoothFactor: 0.6,
        style: { fill: false, color: colour, weight: weight * bold(), opacity },
      }));
    }
    applyVisibility("outlines");
  }

  /* Takes the lines of a style: borders must stand out from the ground, light or dark. */
  function setLines(next) {
    state.lines = next;
    let number = 0;
    groups.outlines.eachLayer((layer) => {
      const [color, opacity] = state.lines.outline[number % 2];
      layer.setStyle({ color, opacity, weight: [2.6, 1.7][number++ % 2] * bold() });
    });
    QM.repaint();
    if (QM.furniture) QM.furniture.legend();
  }

  const FUNDING_STYLES = {
    "laufend": { weight: 3.5, dashArray: "12 7", opacity: 1 },
    "Voruntersuchung": { weight: 3, dashArray: "2 6", opacity: 1, lineCap: "round" },
    "abgerechnet": { weight: 2, dashArray: "12 7", opacity: 0.55 },
  };

  function setFunding(collection) {
    groups.funding.clearLayers();
    const layer = (extra) => L.geoJSON(collection, {
      renderer: svg.funding, pane: "qm-funding", interactive: false, smoothFactor: 0.6,
      style: (feature) => ({ fill: false, color: "#a3195b", ...(FUNDING_STYLES[feature.properties.status] || FUNDING_STYLES.laufend), ...extra(feature) }),
    });
    groups.funding.addLayer(layer((f) => ({ color: "#ffffff", dashArray: null, opacity: 0.7, weight: 6 })));
    groups.funding.addLayer(layer(() => ({})));
    state.fundingStatuses = [...new Set(collection.features.map((f) => f.properties.status || "laufend"))];
    applyVisibility("funding");
    QM.furniture.legend();
  }

  function outline(entry, dashes) {
    for (const [colour, weight] of [["#ffffff", 7], ["#0b1f33", 3.5]]) {
      groups.selection.addLayer(L.geoJSON(entry.layer.toGeoJSON(6), {
        renderer: svg.selection, pane: "qm-selection", interactive: false, smoothFactor: 0.6,
        style: { fill: false, color: colour, weight, opacity: 1, dashArray: colour === "#ffffff" ? null : dashes },
      }));
    }
  }

  /* Several districts at once (a field of the social matrix): dashed, so that they aren't taken for the selected one. */
  function selectGroup(ids, label) {
    groups.selection.clearLayers();
    state.selected = null;
    const found = ids.map((id) => state.districts.get(id)).filter(Boolean);
    for (const entry of found) outline(entry, "9 5");
    if (found.length) QM.furniture.announce(label + ": " + found.map((entry) => entry.name).join(", "));
  }

  function select(id, announce) {
    groups.selection.clearLayers();
    state.selected = id;
    const entry = id === null ? null : state.districts.get(id);
    if (entry) {
      outline(entry, null);
      const old = state.districts.get(state.focusId);
      if (old && old.layer.getElement()) old.layer.getElement().setAttribute("tabindex", "-1");
      state.focusId = id;
      QM.dress(id);
    }
    if (announce !== false) QM.furniture.announce(entry ? entry.name + " " + QM.valueOf(id) : "");
    QM.furniture.legend();
  }

  // ---- visibility

  /* Resolves when the tiles on screen are complete, after four seconds in any case. */
  function idle() {
    const waits = [];
    for (const group of [groups.basemap, groups.water, groups.labels]) {
      if (map.hasLayer(group)) group.eachLayer((tiles) => {
        if (tiles.isLoading()) waits.push(new Promise((resolve) => tiles.once("load", resolve)));
      });
    }
    return waits.length === 0 ? Promise.resolve()
      : Promise.race([Promise.all(waits), new Promise((resolve) => setTimeout(resolve, 4000))]);
  }

  function applyVisibility(name) {
    const live = state.live && state.live.on && (!state.live.themed || state.live.pictured);
    const shown = state.visible[name] !== false && !(name === "cells" && live);
    const both = name === "basemap" ? [groups.basemap, groups.water, groups.labels] : [groups[name]];
    for (const group of both) {
      if (!group) continue;
      if (shown && !map.hasLayer(group)) map.addLayer(group);
      if (!shown && map.hasLayer(group)) map.removeLayer(group);
    }
  }

  function setVisible(name, shown) {
    state.visible[name] = shown;
    applyVisibility(name);
    QM.furniture.legend();
    emit("visible");
  }

  function setPresentation(on_) {
    if (on_ !== state.presentation) { // people far away need the legend, whatever the user had folded
      if (on_) state.foldedAtDesk = state.folded;
      QM.furniture.foldLegend(on_ ? false : state.foldedAtDesk, false);
    }
    state.presentation = on_;
    QM.furniture.hideTip();
    document.body.classList.toggle("qm-presentation", on_);
    QM.furniture.legend();
    QM.signs.redraw();
    QM.setLook(state.look, document.body.classList.contains("qm-dark"));
    map.invalidateSize({ animate: false });
    QM.emit("presented", on_);
  }

  // ---- clicks and the pointer

  function districtUnder(event) {
    const id = event.originalEvent.target.qmDistrict;
    return id !== undefined && state.districts.has(id) ? id : null;
  }

  map.on("click", (event) => {
    if (QM.live && QM.live.justDropped()) return;
    if (QM.tools && QM.tools.click(event)) return;
    if (state.live && state.live.on && state.live.tool !== "hand") { // "add" and "way" want a place
      emit("map", event.latlng.lng, event.latlng.lat);
      return;
    }
    const id = districtUnder(event);
    const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
    if (id !== null && (ctrlKey || metaKey || shiftKey)) { // one more district, whatever sign lies on it
      emit("also", id);
      return;
    }
    const hit = QM.signs.hit(event.containerPoint);
    if (hit) {
      emit(hit.what, hit.id);
      return;
    }
    const square = QM.answers ? QM.answers.squareAt(event.latlng) : null;
    if (square !== null) {
      emit("square", square);
      return;
    }
    if (id !== null) emit("district", id);
    emit("map", event.latlng.lng, event.latlng.lat);
  });

  map.on("contextmenu", (event) => emit("way", event.latlng.lng, event.latlng.lat));

  let waiting = null;
  let resting = null; // where the pointer is, while it is on the map
  function soon(event) {
    if (waiting === null) requestAnimationFrame(() => { const last = waiting; waiting = null; pointer(last); });
    waiting = resting = event;
  }
  map.on("mousemove", soon);
  map.on("mouseout movestart zoomstart", () => { waiting = resting = null; QM.furniture.hideTip(); });

  /* What lies under a pointer that rests, or has the focus, may be another thing, or have another value now. */
  function renewTip() {
    if (!QM.furniture.tells()) return;
    if (resting !== null) soon(resting);
    else QM.showFocus(state.focusId);
  }

  function pointer(event) {
    if (event === null || (QM.live && QM.live.holding()) || state.tool) return; // a tip would lie on what is measured
    const hit = QM.signs.hit(event.containerPoint);
    map.getContainer().classList.toggle("qm-over", hit !== null);
    if (hit) {
      QM.furniture.showTip(hit.title, hit.text, event.containerPoint);
      return;
    }
    const id = districtUnder(event);
    const value = QM.swipe && QM.swipe.covers(event.containerPoint) ? QM.swipe.valueOf(id) : QM.valueOf(id);
    if (id !== null) QM.furniture.showTip(state.districts.get(id).name, value, event.containerPoint);
    else QM.furniture.hideTip();
  }

  map.on("moveend", () => {
    const centre = map.getCenter();
    emit("view", { lon: centre.lng, lat: centre.lat, zoom: map.getZoom(), whole: state.fitted === true });
  });

  /* What part of the land is on screen, and how many pixels that is. */
  function frame() {
    const bounds = map.getBounds();
    const size = map.getSize();
    emit("frame", [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], [size.x, size.y]);
  }
  map.on("moveend resize", frame);

  const QM = window.QM = {
    map, groups, state, svg, bold, on, emit, setOutlines, setFunding, setLines, select, selectGroup, setVisible,
    applyVisibility, idle, frame, t, setPresentation, renewTip, MARGIN, STILL,
  };
})();
