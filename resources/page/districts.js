/* The districts: what they are filled with, what a screen reader is told of them, and how the keyboard goes from one to the next. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map, groups, state } = QM;
  const NO_DATA_FILL = "url(#qm-hatch)";
  const SECRET_FILL = "url(#qm-dots)"; // class -2
  const borders = () => ({ color: state.lines.line[0], weight: 0.9 * QM.bold(), opacity: state.lines.line[1] });

  function classStyle(index) {
    const scheme = state.paint && state.paint.scheme;
    if (state.live && state.live.on && !state.live.themed) return { fillColor: "#ffffff", fillOpacity: 0.05 }; // the cells are what is looked at
    if (!scheme || index === undefined || index === null) return { fillColor: "#ffffff", fillOpacity: 0.05 };
    if (index < 0 || index >= scheme.colours.length) return { fillColor: index === -2 ? SECRET_FILL : NO_DATA_FILL, fillOpacity: 1 };
    return { fillColor: scheme.colours[index], fillOpacity: state.lines.fill };
  }

  function valueOf(id) {
    const values = state.paint && state.paint.values;
    return values && Object.hasOwn(values, id) ? values[id] : "";
  }

  function classOf(id) {
    const classes = state.paint && state.paint.classes;
    return classes && Object.hasOwn(classes, id) ? classes[id] : state.paint ? -1 : undefined;
  }

  function setDistricts(collection) {
    groups.districts.clearLayers();
    state.districts.clear();
    L.geoJSON(collection, {
      renderer: QM.svg.districts, pane: "qm-districts", smoothFactor: 0.6,
      style: (feature) => ({ ...borders(), ...classStyle(classOf(feature.id)) }),
      onEachFeature: (feature, layer) => {
        const centre = layer.getBounds().getCenter();
        state.districts.set(feature.id, { layer, name: feature.properties.name, centre, shown: classOf(feature.id) });
        layer.on("add", () => dress(feature.id));
        groups.districts.addLayer(layer);
      },
    });
    if (!state.districts.has(state.focusId)) state.focusId = null;
    for (const id of state.districts.keys()) dress(id);
    QM.applyVisibility("districts");
    QM.select(state.selected, false);
    QM.emit("districts");
  }

  /* Gives a district what keyboard and screen reader need. One district is the tab stop, arrows go to its neighbours. */
  function dress(id) {
    const entry = state.districts.get(id);
    const element = entry && entry.layer.getElement();
    if (!element) return;
    if (state.focusId === null) state.focusId = id;
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", id === state.focusId ? "0" : "-1");
    name(entry, id);
    if (element.qmDistrict === undefined) {
      element.qmDistrict = id;
      element.addEventListener("keydown", (event) => districtKey(event, id));
      element.addEventListener("focus", () => showFocus(id));
      element.addEventListener("blur", () => QM.furniture.hideTip());
    }
  }

  /* Says a district's value to a screen reader. */
  function name(entry, id) {
    const element = entry.layer.getElement();
    const value = valueOf(id);
    const label = value ? entry.name + ": " + value : entry.name;
    if (element && element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
  }

  function showFocus(id) {
    const entry = state.districts.get(id);
    if (!entry || !entry.layer.getElement().matches(":focus-visible")) return;
    const point = map.latLngToContainerPoint(entry.centre);
    QM.furniture.showTip(entry.name, valueOf(id), point);
  }

  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function districtKey(event, id) {
    const direction = DIRECTIONS[event.key];
    if (direction) {
      const next = neighbour(id, direction);
      if (next !== null) focusDistrict(next);
    } else if ((event.key === "Enter" || event.key === " ") && (event.ctrlKey || event.shiftKey)) {
      QM.emit("also", id);
    } else if (event.key === "Enter" || event.key === " ") {
      QM.emit("district", id);
    } else if (event.key === "+") {
      map.zoomIn();
    } else if (event.key === "-") {
      map.zoomOut();
    } else if (event.key === "Escape") {
      map.getContainer().focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function neighbour(id, [dx, dy]) {
    const from = map.project(state.districts.get(id).centre, 14);
    let best = null;
    let bestCost = Infinity;
    for (const [other, entry] of state.districts) {
      if (other === id) continue;
      const to = map.project(entry.centre, 14).subtract(from);
      const along = to.x * dx + to.y * dy;
      const across = Math.abs(to.x * dy) + Math.abs(to.y * dx);
      if (along <= 0 || across > 2 * along) continue;
      const cost = along + 2 * across;
      if (cost < bestCost) [best, bestCost] = [other, cost];
    }
    return best;
  }

  function focusDistrict(id) {
    const before = state.districts.get(state.focusId);
    if (before && before.layer.getElement()) before.layer.getElement().setAttribute("tabindex", "-1");
    state.focusId = id;
    const entry = state.districts.get(id);
    if (!map.getBounds().contains(entry.centre)) map.panTo(entry.centre, { animate: false });
    const element = entry.layer.getElement();
    element.setAttribute("tabindex", "0");
    element.focus({ preventScroll: true });
  }

  // ---- painting: classes in, colours by the scheme; 7 ms for 550 areas

  function paint(next) {
    state.paint = next;
    state.paints += 1;
    repaint();
    QM.furniture.legend();
  }

  function repaint() {
    for (const [id, entry] of state.districts) {
      const style = { ...borders(), ...classStyle(classOf(id)), ...aside(id) };
      const { options } = entry.layer; // what looks the same is not drawn again
      const other = Object.keys(style).filter((key) => options[key] !== style[key]);
      if (other.length) recolour(entry.layer, style, other);
      name(entry, id);
    }
  }

  /* Leaflet writes ten attributes of a path whatever has changed; another class changes two. */
  function recolour(layer, style, changed) {
    const path = layer.getElement();
    if (!path || changed.some((key) => key !== "fillColor" && key !== "fillOpacity")) {
      layer.setStyle(style);
      return;
    }
    Object.assign(layer.options, style);
    path.setAttribute("fill", style.fillColor);
    path.setAttribute("fill-opacity", style.fillOpacity);
  }

  /* A district that the filters leave out stays in sight as an outline: the town keeps its shape. */
  function aside(id) {
    const only = state.filter && state.filter.districts;
    return only && !only.has(id) ? { fillColor: state.lines.ground, fillOpacity: 0.35, opacity: 0.3 } : {};
  }

  Object.assign(QM, { setDistricts, dress, focusDistrict, paint, repaint, valueOf, showFocus });
})();
