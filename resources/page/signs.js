/* Facilities and gaps: thousands of signs on one canvas. The canvas takes no pointer events (it would swallow the
   clicks on the districts below); what lies under the pointer is found here. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, groups, state } = QM;
  const FONT = '"Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif';
  const canvas = {
    facilities: L.canvas({ pane: "qm-facilities", padding: 0.3 }),
    gaps: L.canvas({ pane: "qm-gaps", padding: 0.3 }),
  };
  let facilities = [];
  let gaps = [];
  let known = []; // the project's facilities
  let game = null; // rows that "Was wäre wenn" shows instead (by id) or besides, or null

  const scale = () => (state.presentation ? 1.45 : 1);

  /* Radius in CSS pixels: grows with the zoom, then with the places; the letter appears when it can be read. */
  function facilityRadius(places) {
    const zoom = map.getZoom();
    const full = 8 + (places > 0 ? Math.min(6, Math.sqrt(places) / 4.5) : 0);
    const share = zoom >= 15 ? 1 : zoom >= 14 ? 0.88 : zoom >= 13 ? 0.72 : zoom >= 12 ? 0.46 : zoom >= 11 ? 0.3 : 0.18;
    return full * share * scale();
  }

  const RING = 10; // what rings may cover beyond the radius
  const Sign = L.CircleMarker.extend({
    _updatePath() { this._renderer._drawSign(this); },
    _updateBounds() {
      const reach = this._radius + this._clickTolerance() + RING;
      this._pxBounds = new L.Bounds(this._point.subtract([reach, reach]), this._point.add([reach, reach]));
    },
  });

  L.Canvas.include({
    _drawSign(sign) {
      if (!this._drawing || sign._empty()) return;
      (sign.options.rank === undefined ? drawFacility : drawGap)(this._ctx, sign);
    },
  });

  function drawFacility(ctx, sign) {
    const { x, y } = sign._point;
    const radius = sign._radius;
    const { kind, planned, mark, focus, hidden } = sign.options;
    if (hidden) return; // it is in the hand
    const colour = mark === "closed" ? "#59636e" : kind.colour;
    ctx.save();
    if (focus || mark) drawHalo(ctx, x, y, radius, focus);
    ctx.beginPath();
    ctx.arc(x, y, radius + (radius > 4 ? 1.4 : 0.5), 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(255,255,255,0.95)";
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, radius - (planned ? 1 : 0), 0, 2 * Math.PI);
    if (mark === "closed") {
      drawCross(ctx, x, y, radius, colour);
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
      ctx.font = "600 " + (kind.sign.length > 1 ? radius * 0.95 : radius * 1.2).toFixed(1) + "px " + FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(kind.sign, x, y + radius * 0.06);
    }
    ctx.restore();
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

  /* A gap is a numbered flag above its place; where flags would cover each other only the more pressing one has its
     number, the others are diamonds. */
  function drawGap(ctx, sign) {
    const { x, y } = sign._point;
    const { rank, focus, crowded } = sign.options;
    ctx.save();
    ctx.lineJoin = "round";
    if (crowded && !focus) {
      const r = 4 * scale();
      ctx.beginPath();
      ctx.moveTo(x, y - r); ctx.lineTo(x + r, y); ctx.lineTo(x, y + r); ctx.lineTo(x - r, y); ctx.closePath();
      ctx.fillStyle = "#0b1f33";
      ctx.strokeStyle = "#ffffff";
      ctx.lineWidth = 2;
      ctx.stroke();
      ctx.fill();
      ctx.restore();
      return;
    }
    const box = flagBox(sign);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - 5 * scale(), box.bottom);
    ctx.lineTo(box.left + 3, box.bottom);
    ctx.quadraticCurveTo(box.left, box.bottom, box.left, box.bottom - 3);
    ctx.lineTo(box.left, box.top + 3);
    ctx.quadraticCurveTo(box.left, box.top, box.left + 3, box.top);
    ctx.lineTo(box.right - 3, box.top);
    ctx.quadraticCurveTo(box.right, box.top, box.right, box.top + 3);
    ctx.lineTo(box.right, box.bottom - 3);
    ctx.quadraticCurveTo(box.right, box.bottom, box.right - 3, box.bottom);
    ctx.lineTo(x + 5 * scale(), box.bottom);
    ctx.closePath();
    ctx.strokeStyle = "#ffffff";
    ctx.lineWidth = 3;
    ctx.stroke();
    ctx.fillStyle = focus ? "#f2c200" : "#0b1f33";
    ctx.fill();
    if (focus) {
      ctx.strokeStyle = "#0b1f33";
      ctx.lineWidth = 2;
      ctx.stroke();
    }
    ctx.fillStyle = focus ? "#0b1f33" : "#ffffff";
    ctx.font = "700 " + 12 * scale() + "px " + FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(String(rank), x, (box.top + box.bottom) / 2 + 0.5);
    ctx.restore();
  }

  function flagBox(sign) {
    const { x, y } = sign._point;
    const s = scale();
    const half = (6 + 4 * String(sign.options.rank).length) * s;
    return { left: x - half, right: x + half, top: y - 27 * s, bottom: y - 9 * s };
  }

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
      return new Sign([row.lat, row.lon], {
        renderer: canvas.facilities, pane: "qm-facilities", interactive: false,
        radius: 6, kind, kindId: row.kind, planned: row.planned, places: row.places, id: row.id, name: row.name, text: row.text,
        mark: row.mark || "", focus: row.id === chosen, closed: row.mark === "closed",
      });
    });
    show();
  }

  function setGaps(rows) {
    gaps = rows.map((row) => new Sign([row.lat, row.lon], {
      renderer: canvas.gaps, pane: "qm-gaps", interactive: false, radius: 30,
      rank: row.rank, id: row.id, kindId: row.kind, title: row.title, text: row.text, focus: false, crowded: false,
    }));
    show();
  }

  let chosen = null;
  function chooseFacility(id) {
    chosen = id;
    for (const sign of facilities) {
      const focus = sign.options.id === id;
      if (sign.options.focus === focus) continue;
      sign.options.focus = focus;
      if (sign._map) refresh(sign);
    }
  }

  /* Draws a sign anew with what its rings cover around it; Leaflet only looks at the radius. */
  function refresh(sign) {
    sign._updateBounds();
    sign.redraw();
  }

  /* A sign as a small picture of its own: moving it costs the page nothing, moving it on the large canvas a few milliseconds. */
  function portrait(sign) {
    const half = Math.ceil(sign._radius + RING);
    const ratio = Math.max(1, window.devicePixelRatio);
    const picture = document.createElement("canvas");
    picture.width = picture.height = Math.ceil(2 * half * ratio);
    picture.style.width = picture.style.height = 2 * half + "px";
    picture.className = "qm-portrait";
    const ctx = picture.getContext("2d");
    ctx.scale(ratio, ratio);
    drawFacility(ctx, { _point: { x: half, y: half }, _radius: sign._radius, options: { ...sign.options, focus: true, hidden: false } });
    return { picture, half };
  }

  function hide(sign, hidden) {
    sign.options.hidden = hidden;
    if (sign._map) refresh(sign);
  }

  const facility = (id) => facilities.find((sign) => sign.options.id === id) || null;

  function showKind(kindId) {
    state.kind = kindId;
    show();
    QM.furniture.legend();
  }

  const ofKind = (sign) => (state.kind === null || sign.options.kindId === state.kind) && passes(sign);

  /* What the filters let through (`tools.js`); what "Was wäre wenn" has changed always stays in sight. */
  function passes(sign) {
    const only = state.filter && (sign.options.rank === undefined ? state.filter.facilities : state.filter.gaps);
    return !only || only.has(sign.options.id) || Boolean(sign.options.mark);
  }

  /* Signs of one kind on a canvas of another pane, for the second theme beside the first (`swipe.js`). */
  function copies(kindId, renderer, pane) {
    return facilities.filter((sign) => (kindId === null || sign.options.kindId === kindId) && passes(sign)).map((sign) => new Sign(
      sign.getLatLng(), { ...sign.options, renderer, pane, interactive: false, radius: facilityRadius(sign.options.places), focus: false }));
  }

  function show() {
    groups.facilities.clearLayers();
    groups.gaps.clearLayers();
    for (const sign of facilities) {
      if (!ofKind(sign)) continue;
      sign.setRadius(facilityRadius(sign.options.places));
      groups.facilities.addLayer(sign);
    }
    // the most pressing last, so that it lies on top
    for (const sign of [...gaps].filter(ofKind).sort((a, b) => b.options.rank - a.options.rank)) groups.gaps.addLayer(sign);
    QM.applyVisibility("facilities");
    QM.applyVisibility("gaps");
    redraw();
    QM.furniture.legend();
  }

  function redraw() {
    groups.gaps.eachLayer((sign) => { if (sign._map) sign._project(); }); // the renderer does so later than we are called
    groups.facilities.eachLayer((sign) => sign.setRadius(facilityRadius(sign.options.places)));
    thin();
    groups.gaps.eachLayer((sign) => sign.redraw());
  }

  function thin() {
    const visible = [];
    groups.gaps.eachLayer((sign) => { if (sign._point) visible.push(sign); });
    visible.sort((a, b) => Number(b.options.focus) - Number(a.options.focus) || a.options.rank - b.options.rank);
    const bucket = new Map(); // 128 px squares, so that a thousand flags stay cheap
    for (const sign of visible) {
      const box = flagBox(sign);
      const keys = new Set();
      for (const x of [box.left, box.right]) for (const y of [box.top, box.bottom + 9]) keys.add((x >> 7) + ":" + (y >> 7));
      let free = true;
      for (const key of keys) {
        for (const other of bucket.get(key) || []) {
          if (box.left < other.right && other.left < box.right && box.top < other.bottom + 9 && other.top < box.bottom + 9) free = false;
        }
      }
      sign.options.crowded = !free;
      if (!free) continue;
      for (const key of keys) {
        if (!bucket.has(key)) bucket.set(key, []);
        bucket.get(key).push(box);
      }
    }
  }
  map.on("zoomend", redraw);

  function focusGap(gapId) {
    let found = null;
    for (const sign of gaps) {
      const now = sign.options.id === gapId;
      if (now) found = sign;
      sign.options.focus = now;
    }
    if (found) {
      if (!groups.gaps.hasLayer(found)) groups.gaps.addLayer(found);
      found.bringToFront();
      const zoom = Math.max(map.getZoom(), 15);
      map.setView(found.getLatLng(), zoom, { animate: !QM.STILL && zoom === map.getZoom() });
    }
    redraw();
  }

  // ---- what lies under the pointer

  function hit(containerPoint) {
    if (QM.swipe && QM.swipe.covers(containerPoint)) return QM.swipe.hit(containerPoint);
    const point = map.containerPointToLayerPoint(containerPoint);
    if (state.visible.gaps) {
      let best = null;
      groups.gaps.eachLayer((sign) => {
        if (!sign._point) return;
        const crowded = sign.options.crowded && !sign.options.focus;
        const box = crowded ? null : flagBox(sign);
        const inside = crowded
          ? Math.abs(point.x - sign._point.x) + Math.abs(point.y - sign._point.y) <= 6
          : point.x >= box.left - 2 && point.x <= box.right + 2 && point.y >= box.top - 2 && point.y <= sign._point.y + 2;
        if (inside && (best === null || sign.options.focus || (!best.options.focus && sign.options.rank < best.options.rank))) best = sign;
      });
      if (best) return { what: "gap", id: best.options.id, title: best.options.title, text: best.options.text };
    }
    if (state.visible.facilities) {
      let best = null;
      let nearest = Infinity;
      groups.facilities.eachLayer((sign) => {
        if (!sign._point) return;
        const distance = sign._point.distanceTo(point) - Math.max(sign._radius, 4);
        if (distance <= 1 && distance < nearest) [best, nearest] = [sign, distance];
      });
      if (best) return { what: "facility", id: best.options.id, title: best.options.name, text: best.options.text };
    }
    return null;
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
    return { kinds: sorted, planned, gaps: gaps.some(ofKind), sized: facilities.some((s) => ofKind(s) && s.options.places > 0) };
  }

  QM.signs = { setFacilities, setGame, setGaps, showKind, focusGap, chooseFacility, facility, portrait, hide, hit, redraw, summary, flagBox, copies, facilityRadius, again: show };
})();
