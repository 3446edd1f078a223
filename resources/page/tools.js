/* Tools on the map: places and shapes for whoever asks for them, what they draw, rings around a place, filters. What a
   click means while a tool is on is decided in the program; here it is only told. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state } = QM;
  const container = map.getContainer();
  for (const [name, z] of [["qm-rings", 437], ["qm-drawing", 470], ["qm-tool-words", 471]]) {
    const pane = map.createPane(name, map.getPane("mapPane"));
    pane.style.zIndex = z;
    pane.style.pointerEvents = "none";
  }
  const svg = { rings: L.svg({ pane: "qm-rings", padding: 0.5 }), drawing: L.svg({ pane: "qm-drawing", padding: 0.5 }) };
  const groups = { rings: L.layerGroup().addTo(map), drawing: L.layerGroup().addTo(map) };
  const turned = (points) => points.map(([lon, lat]) => [lat, lon]);
  const DARK = "#0b1f33";
  const LIGHT = "#ffffff";
  const still = { interactive: false };
  const OFFSET = { auto: [10, 0], center: [0, 0] };

  function words(text, place, pane, className, direction = "auto") {
    const span = document.createElement("span");
    span.textContent = text;
    return L.tooltip({ permanent: true, direction, offset: OFFSET[direction], pane, className: "qm-label " + className, opacity: 1 })
      .setLatLng(place).setContent(span);
  }

  // ---- rings: how far one gets from a place

  const DASH = [null, "10 5", "2.5 5"];

  function showRings(rings) {
    groups.rings.clearLayers();
    state.rings = rings;
    rings.forEach((ring, number) => {
      const common = { renderer: svg.rings, pane: "qm-rings", ...still };
      for (const style of [
        { fill: false, color: LIGHT, weight: 6, opacity: 0.9 },
        { color: "#14507f", weight: 3, dashArray: DASH[number % 3], fillColor: "#1c5a94", fillOpacity: 0.06, lineCap: "butt" },
      ]) groups.rings.addLayer(L.geoJSON(ring.shape, { ...common, style }));
      // on its own line: beside it the label would lie on the next ring
      if (ring.label && ring.place) groups.rings.addLayer(words(ring.label, turned([ring.place])[0], "qm-tool-words", "qm-label-tool", "center"));
    });
    QM.furniture.legend();
    if (QM.stage) QM.stage.drawNamesSoon();
  }

  // ---- what a tool has drawn

  let drawing = null;
  let loose = null;

  function draw(next) {
    drawing = next;
    groups.drawing.clearLayers();
    loose = null;
    if (next === null) return;
    const common = { renderer: svg.drawing, pane: "qm-drawing", ...still };
    const points = turned(next.line);
    if (next.closed && points.length > 2) {
      groups.drawing.addLayer(L.polygon(points, { ...common, stroke: false, fillColor: "#f2c200", fillOpacity: 0.22 }));
    }
    const line = next.closed && points.length > 2 ? [...points, points[0]] : points;
    for (const part of next.way) {
      for (const style of [{ color: LIGHT, weight: 8 }, { color: "#1c5a94", weight: 4 }]) groups.drawing.addLayer(L.polyline(turned(part), { ...common, ...style }));
    }
    for (const style of [{ color: LIGHT, weight: 5 }, { color: DARK, weight: 2.2, dashArray: "7 4" }]) {
      if (line.length > 1) groups.drawing.addLayer(L.polyline(line, { ...common, ...style }));
    }
    if (next.loose && points.length) {
      loose = L.polyline([points[points.length - 1]], { ...common, color: DARK, weight: 1.4, dashArray: "3 4" });
      groups.drawing.addLayer(loose);
    }
    for (const at of next.dots ? points : []) groups.drawing.addLayer(L.circleMarker(at, { ...common, radius: 5, color: DARK, weight: 2, fillColor: LIGHT, fillOpacity: 1 }));
    if (next.pin) {
      const at = turned([next.pin])[0];
      groups.drawing.addLayer(L.circleMarker(at, { ...common, radius: 9, color: DARK, weight: 3, fillColor: "#f2c200", fillOpacity: 1 }));
      groups.drawing.addLayer(L.circleMarker(at, { ...common, radius: 2.5, stroke: false, fillColor: DARK, fillOpacity: 1 }));
    }
    for (const label of next.labels) groups.drawing.addLayer(words(label.text, turned([label.at])[0], "qm-tool-words", "qm-label-tool"));
  }

  map.on("mousemove", (event) => {
    if (loose === null || drawing === null) return;
    const points = turned(drawing.line);
    loose.setLatLngs([points[points.length - 1], event.latlng]);
  });

  // ---- what a click means

  let last = null;

  function use(name) {
    state.tool = name;
    container.classList.toggle("qm-aim", name !== "");
    const dragged = name === "box" || name === "lasso";
    for (const way of [map.dragging, map.boxZoom]) {
      if (dragged) way.disable();
      else way.enable();
    }
    if (name === "") map.doubleClickZoom.enable();
    else map.doubleClickZoom.disable();
    last = null;
    if (name !== "") QM.furniture.hideTip();
    if (name !== "") container.focus({ preventScroll: true });
  }

  /* Answers whether the click was a tool's. The second click of a double click is none. */
  function click(event) {
    if (!state.tool) return false;
    if (state.tool !== "place") return true;
    const at = event.containerPoint;
    const again = last !== null && at.distanceTo(last.at) < 5 && event.originalEvent.timeStamp - last.time < 450;
    last = { at, time: event.originalEvent.timeStamp };
    if (!again) QM.emit("place", event.latlng.lng, event.latlng.lat);
    return true;
  }
  map.on("dblclick", () => { if (state.tool === "place") QM.emit("end"); });
  container.addEventListener("keydown", (event) => {
    if (!state.tool) return;
    if (event.key === "Enter" && state.tool === "place") {
      const centre = map.getCenter();
      QM.emit("place", centre.lng, centre.lat);
    } else if (event.key === "Backspace") {
      QM.emit("takeback");
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // ---- a box or an outline that is dragged

  let shape = null;

  container.addEventListener("pointerdown", (event) => {
    if ((state.tool !== "box" && state.tool !== "lasso") || event.button !== 0 || event.target.closest(".leaflet-control, #qm-legend, #qm-sources")) return;
    container.setPointerCapture(event.pointerId);
    const from = map.mouseEventToLatLng(event);
    shape = { points: [from], at: map.mouseEventToContainerPoint(event),
      layer: L.polygon([from], { renderer: svg.drawing, pane: "qm-drawing", ...still, color: DARK, weight: 2, dashArray: "6 4", fillColor: "#f2c200", fillOpacity: 0.18 }) };
    groups.drawing.addLayer(shape.layer);
  });
  container.addEventListener("pointermove", (event) => {
    if (shape === null) return;
    const here = map.mouseEventToContainerPoint(event);
    if (state.tool === "box") {
      const corners = [shape.at, L.point(here.x, shape.at.y), here, L.point(shape.at.x, here.y)];
      shape.points = corners.map((corner) => map.containerPointToLatLng(corner));
    } else {
      const before = map.latLngToContainerPoint(shape.points[shape.points.length - 1]);
      if (before.distanceTo(here) < 4) return;
      shape.points.push(map.containerPointToLatLng(here));
    }
    shape.layer.setLatLngs(shape.points);
  });
  function dropShape(event) {
    if (shape === null) return;
    const done = shape;
    shape = null;
    groups.drawing.removeLayer(done.layer);
    if (event.type === "pointerup" && done.points.length > 2) QM.emit("shape", done.points.map((point) => [point.lng, point.lat]));
  }
  for (const name of ["pointerup", "pointercancel"]) container.addEventListener(name, dropShape);

  // ---- filters, and a view that another map follows

  function filter({ districts, facilities, gaps, words: about }) {
    const set = (ids) => (ids ? new Set(ids) : null);
    state.filter = { districts: set(districts), facilities: set(facilities), gaps: set(gaps), words: about };
    QM.repaint();
    QM.signs.again();
    if (QM.swipe) QM.swipe.refresh();
  }

  let followed = false;
  let asked = false;
  let quiet = false; // the map goes where it was told to: nobody has to follow
  const goTo = QM.setView;
  QM.setView = (view) => {
    quiet = true;
    goTo(view);
    quiet = false;
  };
  function follow(on) { followed = on; }
  function tellView() {
    const centre = map.getCenter();
    QM.emit("moving", { lon: centre.lng, lat: centre.lat, zoom: map.getZoom() });
  }
  map.on("move", () => {
    if (!followed || asked || quiet) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; tellView(); });
  });
  map.on("moveend", () => { if (followed && !quiet) tellView(); });

  function legend(list, row, swatch) {
    (state.rings || []).forEach((ring, number) => row(list, swatch("qm-area qm-area-" + (number % 3)), ring.text));
    for (const text of (state.filter && state.filter.words) || []) row(list, swatch("qm-filtered"), text);
  }

  state.tools = { legend };
  QM.tools = { use, click, draw, showRings, filter, follow };
})();
