/* What part of the land is seen: the whole town, an extent, a stored view. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, state } = QM;

  /* Room that the legend takes at the left, if enough is left beside it. */
  function padding() {
    const legend = document.getElementById("qm-legend");
    const size = map.getSize();
    const width = legend && !legend.hidden && !state.folded ? legend.offsetWidth + 14 : 0;
    return { paddingTopLeft: [width < 0.46 * size.x ? width : 10, 14], paddingBottomRight: [16, 22] };
  }

  function focusBounds([west, south, east, north]) {
    state.fitted = false;
    map.fitBounds([[south, west], [north, east]], { ...padding(), maxZoom: 17, animate: !QM.STILL });
  }

  const SAMPLE = 3000; // corners of districts that are looked at; enough to see whether the legend lies on the town

  function corners() {
    const all = [];
    for (const entry of state.districts.values()) {
      for (const polygon of [entry.layer.getLatLngs()].flat(2)) {
        for (const corner of Array.isArray(polygon) ? polygon : [polygon]) all.push(corner);
      }
    }
    const step = Math.max(1, Math.floor(all.length / SAMPLE));
    return all.filter((_, number) => number % step === 0);
  }

  /* The town as large as possible without the legend on it: its outline leaves a corner free more often than its box. */
  function fit() {
    if (!state.meta.bounds) return;
    const [west, south, east, north] = state.meta.bounds;
    const bounds = L.latLngBounds([[south, west], [north, east]]);
    const aside = { ...padding(), animate: false };
    state.fitted = true;
    moving = true;
    map.fitBounds(bounds, aside);
    const [left, top] = aside.paddingTopLeft;
    const [right, bottom] = aside.paddingBottomRight;
    const size = map.getSize();
    if (left > 20 && size.x > 0) {
      const points = corners();
      const least = map.getZoom();
      let zoom = map.getBoundsZoom(bounds, false, L.point(10 + right, top + bottom));
      for (; zoom > least; zoom -= map.options.zoomSnap) {
        const [a, b] = [map.project(bounds.getNorthWest(), zoom), map.project(bounds.getSouthEast(), zoom)];
        const offset = L.point(size.x - right - b.x, (top + size.y - bottom) / 2 - (a.y + b.y) / 2); // at the right edge
        if (legendIsFree(points, (corner) => map.project(corner, zoom).add(offset))) {
          map.setView(map.unproject(size.divideBy(2).subtract(offset), zoom), zoom, { animate: false });
          break;
        }
      }
    }
    moving = false;
  }

  function legendIsFree(points, place) {
    const legend = document.getElementById("qm-legend");
    const [right, top] = [legend.offsetLeft + legend.offsetWidth + 4, legend.offsetTop - 4];
    return points.every((corner) => { const at = place(corner); return at.x > right || at.y < top; });
  }

  /* The legend grows and shrinks with the theme. The map only moves if it would lie on the town, or was folded. */
  let foldedBefore = false;
  new ResizeObserver(() => {
    if (!state.fitted || (QM.stage && QM.stage.stands())) return;
    const again = foldedBefore !== state.folded || (padding().paddingTopLeft[0] > 20 &&
      !legendIsFree(corners(), (corner) => map.latLngToContainerPoint(corner)));
    foldedBefore = state.folded;
    if (again) fit();
  }).observe(document.getElementById("qm-legend"));

  /* A view that shows the whole town goes on doing so when the window changes its size. */
  let moving = false;
  map.on("movestart zoomstart", () => { if (!moving) state.fitted = false; });
  map.on("resize", () => { if (state.fitted) requestAnimationFrame(() => { if (state.fitted) fit(); }); });

  function setMeta(meta) {
    const first = !state.meta.bounds;
    state.meta = meta;
    state.kinds = meta.kinds || {};
    QM.furniture.meta();
    if (!meta.bounds || !(first || meta.refit)) return;
    if (meta.at && !meta.refit) setView(meta.at);
    else fit();
  }

  function setView(view) {
    state.fitted = false;
    map.setView([view.lat, view.lon], view.zoom, { animate: false });
  }

  Object.assign(QM, { fit, focusBounds, setMeta, setView });
})();
