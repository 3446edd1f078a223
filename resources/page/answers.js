/* Answers drawn on the map: a way with its legs and the second choice, catchments, and the dwelling places behind a figure. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state } = QM;
  for (const [name, z] of [["qm-areas", 436], ["qm-squares", 425], ["qm-ways", 446], ["qm-way-words", 469]]) {
    const pane = map.createPane(name, map.getPane("mapPane"));
    pane.style.zIndex = z;
    pane.style.pointerEvents = "none";
  }
  const svg = { areas: L.svg({ pane: "qm-areas", padding: 0.5 }), ways: L.svg({ pane: "qm-ways", padding: 0.5 }) };
  const canvas = L.canvas({ pane: "qm-squares", padding: 0.4 });
  const groups = { ways: L.layerGroup().addTo(map), areas: L.layerGroup().addTo(map), squares: L.layerGroup().addTo(map) };
  const turned = (points) => points.map(([lon, lat]) => [lat, lon]);
  const still = { interactive: false };

  // ---- ways: solid on the network, dashed beside it; the second choice thin

  const WAY = {
    first: [{ color: "#ffffff", weight: 8 }, { color: "#0b1f33", weight: 4 }],
    second: [{ color: "#ffffff", weight: 4.5 }, { color: "#1c5a94", weight: 2, dashArray: "9 4" }],
  };
  const LEG = {
    first: [{ color: "#ffffff", weight: 6 }, { color: "#0b1f33", weight: 2.6, dashArray: "2 5", lineCap: "butt" }],
    second: [{ color: "#1c5a94", weight: 1.5, dashArray: "1.5 4", lineCap: "butt" }],
  };

  const APART = 34; // pixels that each of two labels moves up or down

  function showWays(ways) {
    groups.ways.clearLayers();
    state.ways = ways || [];
    for (const way of [...state.ways].reverse()) { // the first choice on top
      for (const style of WAY[way.rank]) groups.ways.addLayer(L.polyline(turned(way.path), { renderer: svg.ways, pane: "qm-ways", ...still, ...style }));
      for (const leg of way.legs) {
        for (const style of LEG[way.rank]) groups.ways.addLayer(L.polyline(turned(leg), { renderer: svg.ways, pane: "qm-ways", ...still, ...style }));
      }
      if (way.label) groups.ways.addLayer(label(way.label, turned([way.end]), way.rank, besideIt(way)));
    }
    for (const way of state.ways.filter((w) => w.rank === "first").slice(0, 1)) {
      groups.ways.addLayer(L.circleMarker(turned([way.start])[0], {
        renderer: svg.ways, pane: "qm-ways", ...still, radius: 5, color: "#ffffff", weight: 2, fillColor: "#0b1f33", fillOpacity: 1,
      }));
    }
    QM.furniture.legend();
  }

  /* Where the words of a way stand: two of them apart, the northern one above; in front of a room, whose extent is held,
     at the last place of the way that nothing covers. */
  function besideIt(way) {
    const other = state.ways.find((one) => one !== way && one.label);
    const shift = other ? (way.end[1] > other.end[1] ? -APART : APART) : 0;
    if (!state.presentation) return { pane: "qm-way-words", offset: [12, shift] };
    const corner = map.getContainer().getBoundingClientRect();
    const legend = document.getElementById("qm-legend").getBoundingClientRect();
    const size = map.getSize();
    const pixel = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);
    const place = [way.end, ...[...way.path].reverse()].find((point) => {
      const { x, y } = pixel(point);
      const covered = x > legend.left - corner.left && x < legend.right - corner.left && y > legend.top - corner.top && y < legend.bottom - corner.top;
      return x > 0 && y > 0 && x < size.x && y < size.y && !covered;
    }) || way.end;
    const right = pixel(place).x < 0.6 * size.x;
    return { pane: "qm-way-words", place: turned([place])[0], direction: right ? "right" : "left", offset: [right ? 12 : -12, shift] };
  }

  function label(text, [end], rank, { place = end, ...how } = {}) {
    const words = document.createElement("span");
    words.textContent = text; // from a data file: never markup
    return L.tooltip({ permanent: true, direction: "auto", offset: [12, 0], pane: "qm-ways", className: "qm-label qm-label-" + rank, opacity: 1, ...how })
      .setLatLng(place).setContent(words);
  }

  // ---- catchments: calm outlines, the nearest one solid

  const DASH = [null, "10 5", "2.5 5"];

  function showAreas(areas) {
    groups.areas.clearLayers();
    state.areas = areas || [];
    state.areas.forEach((area, number) => {
      const common = { renderer: svg.areas, pane: "qm-areas", ...still };
      for (const style of [
        { fill: false, color: "#ffffff", weight: 5, opacity: 0.85 },
        { color: "#14507f", weight: 2.4, dashArray: DASH[number % 3], fillColor: "#1c5a94", fillOpacity: 0.07, lineCap: "butt" },
      ]) groups.areas.addLayer(L.geoJSON(area.shape, { ...common, style }));
      if (area.label && area.place) groups.areas.addLayer(label(area.label, turned([area.place]), "area"));
    });
    QM.furniture.legend();
  }

  // ---- dwelling places behind a figure: an outline each; out of reach has a stroke through it

  let squares = new Map();

  function showSquares(list) {
    groups.squares.clearLayers();
    squares = new Map();
    state.squares = list;
    for (const square of list ? list.cells : []) {
      const ring = turned(square.ring);
      const common = { renderer: canvas, pane: "qm-squares", ...still };
      const far = square.reached === false;
      const face = L.polygon(ring, { ...common, color: far ? "#7a1f5c" : "#0f5c8f", weight: 1.6, fillColor: far ? "#e9c9de" : "#cfe3f2", fillOpacity: square.reached === null ? 0.15 : 0.55,
        dashArray: square.reached === null ? "3 3" : null });
      groups.squares.addLayer(face);
      if (far) groups.squares.addLayer(L.polyline([ring[0], ring[2]], { ...common, color: "#7a1f5c", weight: 2.4 }));
      squares.set(square.id, { face, ring, bounds: face.getBounds() });
    }
    chooseSquare(null);
    QM.furniture.legend();
  }

  let marked = null;
  function chooseSquare(id) {
    if (marked) groups.squares.removeLayer(marked);
    marked = null;
    const found = squares.get(id);
    if (!found) return;
    marked = L.layerGroup();
    for (const style of [{ color: "#0b1f33", weight: 6.5 }, { color: "#f2c200", weight: 3.5 }]) {
      marked.addLayer(L.polygon(found.ring, { renderer: canvas, pane: "qm-squares", ...still, fill: false, ...style }));
    }
    groups.squares.addLayer(marked);
    if (!map.getBounds().contains(found.bounds)) map.panTo(found.bounds.getCenter(), { animate: false });
  }

  function squareAt(latlng) {
    for (const [id, { bounds, ring }] of squares) {
      if (bounds.contains(latlng) && inside(latlng, ring)) return id;
    }
    return null;
  }
  function inside({ lat, lng }, ring) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [yi, xi] = ring[i];
      const [yj, xj] = ring[j];
      if ((yi > lat) !== (yj > lat) && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) odd = !odd;
    }
    return odd;
  }

  // ---- what the legend says about them

  function legend(list, row, swatch) {
    if (state.ways && state.ways.length) {
      row(list, swatch("qm-way"), QM.t("Fußweg, gestrichelt: Stück abseits des Wegenetzes"));
      if (state.ways.some((way) => way.rank === "second")) row(list, swatch("qm-way-second"), QM.t("zweite Wahl"));
    }
    (state.areas || []).forEach((area, number) => row(list, swatch("qm-area qm-area-" + (number % 3)), area.text));
    if (state.squares) {
      if (state.squares.cells.some((cell) => cell.reached === true)) row(list, swatch("qm-square"), state.squares.words[0]);
      if (state.squares.cells.some((cell) => cell.reached === false)) row(list, swatch("qm-square qm-square-far"), state.squares.words[1]);
      if (state.squares.cells.some((cell) => cell.reached === null)) row(list, swatch("qm-square qm-square-unknown"), state.squares.words[2]);
    }
  }

  state.answers = { legend };
  QM.answers = { showWays, showAreas, showSquares, chooseSquare, squareAt };
})();
