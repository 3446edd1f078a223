/* Facilities and gaps (`flags.js`): thousands of signs on one canvas. The canvas takes no pointer events (it would swallow the
   clicks on the districts below); what lies under the pointer is found here. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, groups, state } = QM;
  let facilities = [];
  let gaps = [];
  let known = []; // the project's facilities
  let game = null; // rows that "Was wäre wenn" shows instead (by id) or besides, or null

  /* Radius in CSS pixels: grows with the zoom, then with the places; the letter appears when it can be read. */
  function facilityRadius(places) {
    const zoom = map.getZoom();
    const full = 8 + (places > 0 ? Math.min(6, Math.sqrt(places) / 4.5) : 0);
    const share = zoom >= 15 ? 1 : zoom >= 14 ? 0.88 : zoom >= 13 ? 0.72 : zoom >= 12 ? 0.46 : zoom >= 11 ? 0.3 : 0.18;
    return full * share * QM.scale();
  }

  const RING = 10; // what rings may cover beyond the radius
  const FINE = 4; // radii go by quarters of a pixel, so that few pictures serve many signs
  const pictures = new QM.Pictures();

  const radiusOf = (sign) => Math.round(facilityRadius(sign.options.places) * FINE) / FINE;

  function sizeUp(signs) {
    for (const sign of signs) {
      const radius = radiusOf(sign);
      if (radius !== sign.radius) sign.picture = null;
      sign.radius = radius;
    }
  }

  const NONE = "none"; // it is in the hand
  const ordinary = new WeakMap(); // kind -> pictures by radius: what nearly all signs are is found without building a name

  function facilityPicture(sign, ratio) {
    const { radius, options } = sign;
    if (options.focus || options.mark || options.hidden || options.planned) return namedPicture(sign, ratio);
    let sizes = ordinary.get(options.kind);
    if (sizes === undefined) ordinary.set(options.kind, sizes = new Map());
    let found = sizes.get(radius);
    if (found === undefined || found.ratio !== ratio) sizes.set(radius, found = namedPicture(sign, ratio));
    return found;
  }

  /* Paints what may be wanted next, the signs of the other kinds, while nothing else is to be done. */
  let painting = 0;
  function paintAhead() {
    cancelIdleCallback(painting);
    let next = 0;
    const some = (deadline) => {
      const ratio = Math.max(1, window.devicePixelRatio);
      for (; next < facilities.length && deadline.timeRemaining() > 1; next += 1) {
        facilityPicture({ options: facilities[next].options, radius: radiusOf(facilities[next]) }, ratio);
      }
      if (next < facilities.length) painting = requestIdleCallback(some);
    };
    painting = requestIdleCallback(some);
  }
  map.on("zoomend", paintAhead);

  function namedPicture({ options, radius }, ratio) {
    const { kind, planned, mark, focus, hidden } = options;
    if (hidden) return pictures.get(NONE, 1, ratio, () => {});
    const half = Math.ceil(radius + (focus || mark ? RING : 2));
    const name = [kind.sign, kind.colour, radius, planned, mark, focus].join();
    return pictures.get(name, half, ratio, (pen, middle) => paintFacility(pen, middle, radius, options));
  }

  function paintFacility(ctx, middle, radius, { kind, planned, mark, focus }) {
    const colour = mark === "closed" ? "#59636e" : kind.colour;
    if (focus || mark) drawHalo(ctx, middle, middle, radius, focus);
    ctx.beginPath();
    ctx.arc(middle, middle, radius + (radius > 4 ? 1.4 : 0.5), 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(255,255,255,0.95)";
    ctx.fill();
    ctx.beginPath();
    ctx.arc(middle, middle, radius - (planned ? 1 : 0), 0, 2 * Math.PI);
    if (mark === "closed") {
      drawCross(ctx, middle, middle, radius, colour);
    } else if (planned) {
      ctx.setLineDash(radius > 5 ? [3.2, 2.4] : []);
      ctx.lineWidth = radius > 5 ? 2 : 1.2;
      ctx.strokeStyle = colour;
      ctx.stroke();
    } else {
      ctx.fillStyle = colour;
      ctx.fill();
    }
    if (radius >= 6 && mark !== "closed") {
      ctx.fillStyle = planned ? colour : "#ffffff";
      ctx.font = "600 " + (kind.sign.length > 1 ? radius * 0.95 : radius * 1.2).toFixed(1) + "px " + QM.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(kind.sign, middle, middle + radius * 0.06);
    }
  }

  /* Changed in "Was wäre wenn": a dark ring; chosen there: a yellow one. */
  function drawHalo(ctx, x, y, radius, focus) {
    ctx.beginPath();
    ctx.arc(x, y, radius + (focus ? 6 : 3.4), 0, 2 * Math.PI);
    ctx.lineWidth = focus ? 4.5 : 2;
    ctx.strokeStyle = focus ? "#f2c200" : "#0b1f33";
    ctx.stroke();
    if (!focus) return;
    ctx.beginPath();
    ctx.arc(x, y, radius + 8.6, 0, 2 * Math.PI);
    ctx.lineWidth = 1.4;
    ctx.strokeStyle = "#0b1f33";
    ctx.stroke();
  }

  /* Closed in "Was wäre wenn": a ring with a cross in it. */
  function drawCross(ctx, x, y, radius, colour) {
    const r = Math.max(2.5, radius * 0.5);
    ctx.lineWidth = radius > 5 ? 2 : 1.2;
    ctx.strokeStyle = colour;
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - r, y - r); ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r); ctx.lineTo(x - r, y + r);
    ctx.stroke();
  }

  const sheets = {
    facilities: new QM.SignSheet({ pane: "qm-facilities", padding: QM.MARGIN, reach: 40, prepare: sizeUp, picture: facilityPicture }),
    gaps: new QM.SignSheet({ pane: "qm-gaps", padding: QM.MARGIN, reach: 60, prepare: QM.flags.thin, picture: QM.flags.picture }),
  };
  for (const [name, sheet] of Object.entries(sheets)) groups[name].addLayer(sheet);

  // ---- data in

  function setFacilities(rows) {
    known = rows;
    build();
  }

  /* Facilities as "Was wäre wenn" has them: rows replace those of the same id, others are added; null: as they are. */
  function setGame(rows) {
    game = rows;
    build();
  }

  function rowsNow() {
    if (game === null) return known;
    const changed = new Map(game.map((row) => [row.id, row]));
    const shown = known.map((row) => {
      const instead = changed.get(row.id);
      changed.delete(row.id);
      return instead || row;
    });
    return [...shown, ...changed.values()];
  }

  function build() {
    facilities = rowsNow().map((row) => {
      const kind = state.kinds[row.kind] || { name: row.kind, sign: "?", colour: "#444444" };
      return new QM.Sign([row.lat, row.lon], {
        kind, kindId: row.kind, planned: row.planned, places: row.places, id: row.id, name: row.name, text: row.text,
        mark: row.mark || "", focus: row.id === inFocus(), closed: row.mark === "closed", hidden: false, ground: row.ground,
      });
    });
    show();
  }

  function setGaps(rows) {
    gaps = rows.map((row) => new QM.Sign([row.lat, row.lon], {
      rank: row.rank, id: row.id, kindId: row.kind, title: row.title, text: row.text, focus: false, crowded: false,
    }));
    show();
  }

  let chosen = null; // in "Was wäre wenn"
  let selected = null; // in the window
  const inFocus = () => (chosen === null ? selected : chosen);
  const focusedLast = (a, b) => Number(a.options.focus) - Number(b.options.focus); // so that nothing lies on it

  function chooseFacility(id) {
    chosen = id;
    refocus();
  }

  function selectFacility(id) {
    if (id === selected) return;
    selected = id;
    refocus();
    QM.furniture.legend();
  }

  function refocus() {
    for (const sign of facilities) {
      const focus = sign.options.id === inFocus();
      if (focus !== sign.options.focus) change(sign, { focus });
    }
    sheets.facilities.signs.sort(focusedLast);
  }

  /* Lets a facility look otherwise. */
  function change(sign, options) {
    Object.assign(sign.options, options);
    sign.picture = null;
    sheets.facilities.redraw();
  }

  /* A sign as a small picture of its own: moving it costs the page nothing, moving it on the large canvas a few milliseconds. */
  function portrait(sign) {
    const half = Math.ceil(sign.radius + RING);
    const ratio = Math.max(1, window.devicePixelRatio);
    const picture = document.createElement("canvas");
    picture.width = picture.height = Math.ceil(2 * half * ratio);
    picture.style.width = picture.style.height = 2 * half + "px";
    picture.className = "qm-portrait";
    const ctx = picture.getContext("2d");
    ctx.scale(ratio, ratio);
    paintFacility(ctx, half, sign.radius, { ...sign.options, focus: true });
    return { picture, half };
  }

  function hide(sign, hidden) {
    change(sign, { hidden });
  }

  function move(sign, latlng) {
    sign.setLatLng(latlng);
    sheets.facilities.redraw();
  }

  const facility = (id) => facilities.find((sign) => sign.options.id === id) || null;

  function showKind(kindId) {
    if (kindId === state.kind) return; // another distance of the same kind
    state.kind = kindId;
    show();
  }

  const ofKind = (sign) => (state.kind === null || sign.options.kindId === state.kind) && passes(sign);

  /* What the filters let through (`tools.js`); what "Was wäre wenn" has changed always stays in sight. */
  function passes(sign) {
    const only = state.filter && (sign.options.rank === undefined ? state.filter.facilities : state.filter.gaps);
    return !only || only.has(sign.options.id) || Boolean(sign.options.mark);
  }

  /* A second sheet, for the theme beside the first (`swipe.js`); `ofFacilities` puts the signs of a kind on it. */
  function secondSheet(pane) {
    return new QM.SignSheet({ pane, padding: QM.MARGIN, reach: 40, prepare: sizeUp, picture: facilityPicture });
  }
  const ofFacilities = (kindId) => facilities.filter((sign) => (kindId === null || sign.options.kindId === kindId) && passes(sign));

  /* The ground of a facility lies below its sign, where its outline is known. */
  const groundPane = map.createPane("qm-grounds", map.getPane("mapPane"));
  groundPane.style.zIndex = 448;
  groundPane.style.pointerEvents = "none";
  const grounds = L.geoJSON(null, {
    pane: "qm-grounds", renderer: L.canvas({ pane: "qm-grounds", padding: QM.MARGIN }), interactive: false,
    style: ({ properties: { colour, planned } }) => ({ color: colour, weight: 1.8, dashArray: planned ? "5 4" : null, fillColor: colour, fillOpacity: planned ? 0.12 : 0.22 }),
  });
  groups.facilities.addLayer(grounds);

  function showGrounds(signs) {
    grounds.clearLayers();
    for (const { options: { ground, kind, planned } } of signs) {
      if (ground) grounds.addData({ type: "Feature", properties: { colour: kind.colour, planned }, geometry: ground });
    }
  }

  function show() {
    const shown = facilities.filter(ofKind).sort(focusedLast);
    sheets.facilities.setSigns(shown);
    showGrounds(shown);
    paintAhead();
    // the most pressing last, so that it lies on top
    sheets.gaps.setSigns(gaps.filter(ofKind).sort(pressingLast));
    QM.applyVisibility("facilities");
    QM.applyVisibility("gaps");
    QM.furniture.legend();
  }

  const pressingLast = (a, b) => Number(a.options.focus) - Number(b.options.focus) || b.options.rank - a.options.rank;

  function redraw() {
    for (const sign of gaps) sign.picture = null; // another scale
    for (const sheet of Object.values(sheets)) {
      sheet.place(); // flags take more room in front of an audience: where they fit is found anew
      sheet.redraw();
    }
  }

  let marked = null;
  function focusGap(gapId, go) {
    if (gapId === null && marked === null) return; // nothing changes, and many signs would be laid anew
    marked = gapId;
    let found = null;
    for (const sign of gaps) {
      const now = sign.options.id === gapId;
      if (now) found = sign;
      if (sign.options.focus !== now) sign.picture = null;
      sign.options.focus = now;
    }
    const shown = gaps.filter((sign) => ofKind(sign) || sign === found);
    sheets.gaps.setSigns(shown.sort(pressingLast));
    if (!found || !go) return;
    const zoom = Math.max(map.getZoom(), 15);
    map.setView(found.getLatLng(), zoom, { animate: !QM.STILL && zoom === map.getZoom() });
  }

  // ---- what lies under the pointer

  function hit(containerPoint) {
    if (QM.swipe && QM.swipe.covers(containerPoint)) return QM.swipe.hit(containerPoint);
    const point = map.containerPointToLayerPoint(containerPoint);
    if (state.visible.gaps) {
      let best = null;
      for (const sign of sheets.gaps.signs) {
        const crowded = sign.options.crowded && !sign.options.focus;
        const box = crowded ? null : QM.flags.box(sign);
        const inside = crowded
          ? Math.abs(point.x - sign.x) + Math.abs(point.y - sign.y) <= 6
          : point.x >= box.left - 2 && point.x <= box.right + 2 && point.y >= box.top - 2 && point.y <= sign.y + 2;
        if (inside && (best === null || sign.options.focus || (!best.options.focus && sign.options.rank < best.options.rank))) best = sign;
      }
      if (best) return { what: "gap", id: best.options.id, title: best.options.title, text: best.options.text };
    }
    return state.visible.facilities ? facilityAt(sheets.facilities.signs, point) : null;
  }

  /* The facility under a point of the map's layers, or null. */
  function facilityAt(signs, point) {
    let best = null;
    let nearest = Infinity;
    for (const sign of signs) {
      const distance = Math.hypot(sign.x - point.x, sign.y - point.y) - Math.max(sign.radius, 4);
      if (distance <= 1 && distance < nearest) [best, nearest] = [sign, distance];
    }
    return best && { what: "facility", id: best.options.id, title: best.options.name, text: best.options.text };
  }

  function summary() {
    const kinds = new Map();
    let planned = false;
    for (const sign of facilities) {
      if (!ofKind(sign)) continue;
      kinds.set(sign.options.kindId, sign.options.kind);
      planned = planned || sign.options.planned;
    }
    const order = Object.keys(state.kinds);
    const sorted = [...kinds.entries()].sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0])).map(([, kind]) => kind);
    return { kinds: sorted, planned, gaps: gaps.some(ofKind), selected: facilities.some((s) => s.options.id === selected && ofKind(s)),
      sized: facilities.some((s) => ofKind(s) && s.options.places > 0) };
  }

  QM.signs = { setFacilities, setGame, setGaps, showKind, focusGap, chooseFacility, selectFacility, facility, portrait, hide, move, hit, facilityAt, redraw, summary, secondSheet, ofFacilities,
    shown: (name) => sheets[name].signs, again: show };
})();
