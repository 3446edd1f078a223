/* The background: vector tiles drawn by protomaps-leaflet as a calm city map in one of our styles (`basemap_styles.js`), or
   pictures of somebody else. Areas and lines lie below the coloured districts, water and names above them. System fonts only. */
(function () {
  "use strict";

  const QM = window.QM;
  const P = window.protomapsL;
  const STYLES = window.QM_STYLES;
  QM.state.look = "light";
  /* On the projector the light style gives way to the one with strong lines; who chose another keeps it. */
  const shownLook = () => (QM.state.presentation && QM.state.look === "light" ? "contrast" : QM.state.look);
  const style = () => STYLES[shownLook()];

  const width = (base, stops) => P.exp(base, stops); // grows by `base` per zoom level between the stops
  const line = (color, widths, extra) => new P.LineSymbolizer({ color, width: widths, lineCap: "round", lineJoin: "round", ...extra });
  const dashed = (color, widths, dash) => new P.LineSymbolizer({ color, width: widths, dash, dashColor: color, dashWidth: widths });

  // ---- what the layers of a tile mean; each schema says for our classes which layer and which features they are

  const value = (key, ...wanted) => { const set = new Set(wanted); return ({ props }) => set.has(props[key]); };
  const any = () => true;
  const not = (rule) => (feature) => !rule(feature);
  const shape = (number) => ({ geomType }) => geomType === number; // 1 point, 2 line, 3 area
  const both = (...rules) => (feature) => rules.every((rule) => rule(feature));
  const either = (...rules) => (feature) => rules.some((rule) => rule(feature));
  const named = (...keys) => keys;

  const own = (layer, ...classes) => classes.map((name) => [name, layer, value("class", name)]);
  const SCHEMAS = {
    own: {
      areas: [...own("areas", "farmland", "residential", "industrial"), ...own("areas_small", "school", "square"), ...own("areas", "forest", "green")],
      water: [["areas", value("class", "water")]],
      streams: [["lines", value("class", "waterway")]],
      buildings: [["buildings", any]],
      paths: own("paths", "path", "steps"),
      roads: [...own("paths", "service"), ...own("streets", "minor"), ...own("lines", "major", "motorway")],
      rails: [["lines", value("class", "rail")]],
      places: [["places", value("class", "city", "town"), 0], ["places", value("class", "suburb", "village", "borough"), 1],
        ["places", value("class", "quarter", "neighbourhood", "hamlet", "locality", "isolated_dwelling"), 2]],
      names: [["major", "lines", value("class", "motorway", "major")], ["minor", "streets", value("class", "minor")],
        ["water", "lines", value("class", "waterway")], ["green", "areas", value("class", "green", "forest")]],
      props: named("name"),
    },
    openmaptiles: {
      areas: [["farmland", "landcover", value("class", "farmland")], ["residential", "landuse", value("class", "residential", "suburb", "neighbourhood")],
        ["industrial", "landuse", value("class", "industrial", "commercial", "retail", "railway")], ["school", "landuse", value("class", "school", "university", "kindergarten", "hospital")],
        ["forest", "landcover", value("class", "wood")], ["green", "landcover", value("class", "grass")], ["green", "park", any],
        ["green", "landuse", value("class", "cemetery", "pitch", "playground", "stadium")]],
      water: [["water", shape(3)]],
      streams: [["waterway", any]],
      buildings: [["building", any]],
      paths: [["steps", "transportation", value("subclass", "steps")], ["path", "transportation", both(value("class", "path", "pedestrian"), not(value("subclass", "steps")))]],
      roads: [["service", "transportation", value("class", "service", "track")], ["minor", "transportation", value("class", "minor", "busway")],
        ["major", "transportation", value("class", "primary", "secondary", "tertiary", "trunk")], ["motorway", "transportation", value("class", "motorway")]],
      rails: [["transportation", value("class", "rail", "transit")]],
      places: [["place", value("class", "city", "town"), 0], ["place", value("class", "suburb", "village"), 1], ["place", value("class", "quarter", "neighbourhood", "hamlet"), 2]],
      names: [["major", "transportation_name", value("class", "motorway", "trunk", "primary", "secondary", "tertiary")], ["minor", "transportation_name", value("class", "minor", "service", "path")],
        ["water", "waterway", any]],
      props: named("name:de", "name"),
    },
    protomaps: {
      areas: [["farmland", "landcover", value("kind", "farmland")], ["farmland", "landuse", value("kind", "farmland", "farmyard", "orchard", "meadow")], ["residential", "landuse", value("kind", "residential")],
        ["industrial", "landuse", value("kind", "industrial", "commercial", "railway")], ["school", "landuse", value("kind", "school", "university", "college", "hospital", "kindergarten")],
        ["forest", "landcover", value("kind", "forest")], ["forest", "landuse", value("kind", "forest", "wood")],
        ["green", "landuse", value("kind", "park", "grass", "grassland", "cemetery", "garden", "pitch", "playground", "recreation_ground", "village_green", "golf_course", "allotments", "nature_reserve", "scrub", "wetland")],
        ["forest", "natural", value("kind", "wood", "forest")], ["green", "natural", value("kind", "grass", "grassland", "scrub", "wetland")]],
      water: [["water", shape(3)]],
      streams: [["water", shape(2)], ["physical_line", any]],
      buildings: [["buildings", value("kind", "building")]],
      paths: [["steps", "roads", both(value("kind", "path"), value("kind_detail", "steps"))], ["path", "roads", both(value("kind", "path"), not(value("kind_detail", "steps")))]],
      roads: [["service", "roads", value("kind_detail", "service", "track")], ["minor", "roads", both(value("kind", "minor_road"), not(value("kind_detail", "service", "track")))],
        ["major", "roads", value("kind", "major_road", "medium_road")], ["motorway", "roads", value("kind", "highway")]],
      rails: [["roads", value("kind", "rail")], ["transit", value("kind", "rail")]],
      places: [["places", either(value("kind_detail", "city", "town"), value("kind", "city", "town")), 0], ["places", value("kind_detail", "village", "suburb", "borough"), 1],
        ["places", either(value("kind", "neighbourhood"), value("kind_detail", "hamlet", "quarter", "neighbourhood")), 2]],
      names: [["major", "roads", value("kind", "highway", "major_road", "medium_road")], ["minor", "roads", value("kind", "minor_road")], ["water", "water", shape(2)]],
      props: named("name:de", "name"),
    },
    shortbread: {
      areas: [["farmland", "land", value("kind", "farmland", "meadow", "orchard", "vineyard", "farmyard")], ["residential", "land", value("kind", "residential")],
        ["industrial", "land", value("kind", "industrial", "commercial", "retail", "railway", "garages")], ["school", "sites", any], ["forest", "land", value("kind", "forest")],
        ["green", "land", value("kind", "park", "grass", "cemetery", "grave_yard", "allotments", "garden", "golf_course", "grassland", "heath", "scrub", "recreation_ground", "playground", "village_green", "greenfield", "swamp", "bog")],
        ["square", "street_polygons", any]],
      water: [["ocean", any], ["water_polygons", any]],
      streams: [["water_lines", any]],
      buildings: [["buildings", any]],
      paths: [["steps", "streets", value("kind", "steps")], ["path", "streets", value("kind", "footway", "path", "cycleway", "pedestrian", "bridleway")]],
      roads: [["service", "streets", value("kind", "service", "track")], ["minor", "streets", value("kind", "residential", "unclassified", "living_street", "busway")],
        ["major", "streets", value("kind", "primary", "secondary", "tertiary", "trunk")], ["motorway", "streets", value("kind", "motorway")]],
      rails: [["streets", value("kind", "rail", "tram", "light_rail", "subway", "narrow_gauge")]],
      places: [["place_labels", value("kind", "capital", "state_capital", "city", "town"), 0], ["place_labels", value("kind", "village", "suburb"), 1], ["place_labels", value("kind", "quarter", "neighbourhood", "hamlet"), 2]],
      names: [["major", "street_labels", value("kind", "motorway", "trunk", "primary", "secondary", "tertiary")], ["minor", "street_labels", value("kind", "residential", "unclassified", "living_street", "pedestrian")],
        ["water", "water_lines_labels", any]],
      props: named("name_de", "name"),
    },
  };

  /* Layers of nobody we know: areas, lines and points in grey, so that what is there can at least be seen. */
  function unknown(layers) {
    return {
      areas: layers.map((name) => ["residential", name, shape(3)]), water: [], streams: [], buildings: [], paths: [],
      roads: layers.map((name) => ["minor", name, shape(2)]), rails: [], places: [], names: [], props: named("name"),
    };
  }

  const SIGNS = { own: ["streets", "lines"], openmaptiles: ["transportation"], shortbread: ["streets", "land"], protomaps: ["roads", "earth"] };

  function schemaOf(layers) {
    if (!layers) return SCHEMAS.own;
    for (const [name, wanted] of Object.entries(SIGNS)) if (wanted.every((layer) => layers.includes(layer))) return SCHEMAS[name];
    return layers.includes("roads") ? SCHEMAS.protomaps : unknown(layers);
  }

  // ---- drawing

  const ROADS = { // first zoom, stops of the fill width
    service: [15, [[15, 1], [17, 3.5], [19, 9]]],
    minor: [12, [[12, 0.5], [14, 1.8], [16, 5], [19, 17]]],
    major: [9, [[9, 0.6], [12, 1.8], [14, 3.6], [16, 8], [19, 24]]],
    motorway: [8, [[8, 0.8], [11, 2], [14, 4.6], [16, 9], [19, 26]]],
  };
  const rule = (dataLayer, test, symbolizer, minzoom) => ({ dataLayer, filter: (_zoom, feature) => test(feature), symbolizer, ...(minzoom ? { minzoom } : {}) });

  /* Water lies above the colours: it is what people find their way by, and nobody lives in it. */
  function waterRules(schema) {
    const { water } = style();
    return [
      ...schema.water.map(([layer, test]) => rule(layer, test, new P.PolygonSymbolizer({ // the edge keeps a river in sight of the town
        fill: water, stroke: water, width: width(1, [[9, 3], [13, 3.5], [15, 1], [16, 0.5]]) }))),
      ...schema.streams.map(([layer, test]) => rule(layer, test, line(water, width(1.6, [[10, 0.6], [14, 1.6], [18, 6]])))),
    ];
  }

  function paintRules(schema) {
    const S = style();
    const rules = [];
    for (const [name, layer, test] of schema.areas) {
      if (S.areas[name]) rules.push(rule(layer, both(test, shape(3)), new P.PolygonSymbolizer({ fill: S.areas[name] })));
    }
    for (const [layer, test] of schema.buildings) {
      rules.push(rule(layer, test, new P.PolygonSymbolizer({ fill: S.building[0], stroke: S.building[1], width: 0.6, perFeature: false }), 14));
    }
    for (const [name, layer, test] of schema.paths) {
      const steps = name === "steps";
      const widths = steps ? width(1.5, [[14, 1], [16, 2.4], [19, 6]]) : width(1.5, [[14, 0.7], [16, 1.3], [19, 3]]);
      rules.push(rule(layer, both(test, shape(2)), dashed(steps ? S.steps : S.path, widths, steps ? [1, 1] : [3, 2]), 14));
    }
    for (const [name, layer, test] of schema.roads) {
      const [first, stops] = ROADS[name];
      const widths = width(1.6, stops.map(([z, w]) => [z, w + (z < 14 ? 1 : 1.8)]));
      rules.push(rule(layer, both(test, shape(2)), line(S.roads[name][0], widths), Math.max(first, 13)));
    }
    for (const [name, layer, test] of schema.roads) {
      const [first, stops] = ROADS[name];
      const [casing, fill] = S.roads[name];
      const far = S.dark ? fill : casing; // from afar a road is one line
      rules.push(rule(layer, both(test, shape(2)), line((zoom) => (zoom < 13 ? far : fill), width(1.6, stops)), first));
    }
    for (const [layer, test] of schema.rails) {
      const inner = width(1.4, [[13, 0.6], [14, 1], [18, 2.6]]);
      rules.push(rule(layer, both(test, shape(2)), new P.LineSymbolizer({ color: S.rail[0], width: width(1.4, [[10, 0.8], [14, 1.8], [18, 4]]) }), 10));
      rules.push(rule(layer, both(test, shape(2)), dashed(S.rail[1], inner, [5, 5]), 13));
    }
    return rules;
  }

  const PLACES = [[8, 15, 600], [11, 12, 600], [14, 11, 400]]; // first zoom, size, weight
  const STREETS = { // first zoom, size, weight or slant, distance between two names
    major: [14, 12, { fontWeight: 500 }, 500], minor: [15, 11, {}, 600], water: [13, 11.5, { fontStyle: "italic" }, 700],
  };

  function labelRules(schema) {
    const S = style();
    const big = (QM.state.presentation ? 1.3 : 1) * S.size;
    const common = { labelProps: schema.props, fontFamily: QM.FONT, stroke: S.halo, width: S.haloWidth };
    const places = QM.state.presentation && QM.state.districts.size ? [] : schema.places; // the districts' own names stand there (`stage.js`)
    const rules = places.map(([layer, test, level]) => {
      const [first, size, fontWeight] = PLACES[level];
      return { ...rule(layer, test, new P.CenteredTextSymbolizer({
        ...common, fill: S.text.place, fontWeight, lineHeight: 1.45, maxLineChars: 14, fontSize: (zoom) => (size + (zoom >= 14 ? 2 : 0)) * big,
      }), first), sort: (a, b) => (a.rank || 9) - (b.rank || 9) };
    });
    for (const [name, layer, test] of schema.names) {
      if (name === "green") {
        rules.push(rule(layer, (feature) => test(feature) && Boolean(feature.props.name) && feature.bbox.maxX - feature.bbox.minX > 50, // a name must have room
          new P.CenteredTextSymbolizer({ ...common, fill: S.text.green, fontStyle: "italic", fontSize: () => 11 * big, lineHeight: 1.45 }), 14));
        continue;
      }
      const [first, size, font, repeatDistance] = STREETS[name];
      rules.push(rule(layer, both(test, shape(2)), new P.LineLabelSymbolizer({
        ...common, ...font, fill: S.text[name], fontSize: () => size * big, position: 2, repeatDistance, maxLabelChars: 60 }), first));
    }
    return rules;
  }

  // ---- the layers of the map

  let source = null;
  let drawn = []; // [layer, its paint rules, its label rules], to be dressed anew
  const nothing = () => [];

  function vector() {
    const schema = schemaOf(source.layers);
    const common = {
      url: source.url || source, maxDataZoom: source.maxZoom, minZoom: source.minZoom || 0, levelDiff: 1, attribution: "", maxZoom: 19, tileDelay: 1,
      devicePixelRatio: Math.max(1.5, window.devicePixelRatio), // half zoom levels enlarge the tiles
      bounds: source.bounds && [[source.bounds[1], source.bounds[0]], [source.bounds[3], source.bounds[2]]], lang: "de",
    };
    const make = (pane, paint, label) => {
      const layer = P.leafletLayer({ ...common, pane, paintRules: paint(schema), labelRules: label(schema) });
      drawn.push([layer, () => paint(schema), () => label(schema)]);
      return layer;
    };
    const below = make("qm-basemap", paintRules, nothing);
    const above = make("qm-labels", nothing, labelRules);
    const water = make("qm-water", waterRules, nothing);
    above.views = water.views = below.views; // each tile is fetched and read once
    QM.groups.basemap.addLayer(below);
    QM.groups.water.addLayer(water);
    QM.groups.labels.addLayer(above);
  }

  const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

  function pictures() {
    const { bounds, size } = source;
    QM.groups.basemap.addLayer(L.tileLayer(source.url, {
      pane: "qm-basemap", className: "qm-pictures", minZoom: source.minZoom, maxNativeZoom: source.maxZoom, maxZoom: 19, tileSize: size || 256, zoomOffset: size === 512 ? -1 : 0,
      bounds: bounds && [[bounds[1], bounds[0]], [bounds[3], bounds[2]]], errorTileUrl: NOTHING, updateWhenZooming: false, keepBuffer: 1, attribution: "",
    }));
  }

  /* `next` is a URL pattern or an object with url or getZxy(z, x, y); null takes the background away. */
  function setBasemap(next) {
    const { groups } = QM;
    groups.basemap.clearLayers();
    groups.labels.clearLayers();
    groups.water.clearLayers();
    drawn = [];
    source = QM.state.background = next;
    if (source && source.kind === "raster") pictures();
    else if (source) vector();
    QM.applyVisibility("basemap");
    if (QM.furniture) QM.furniture.credit();
  }

  function restyle() {
    for (const [layer, paint, label] of drawn) {
      layer.paintRules = paint();
      layer.labelRules = label();
      layer.clearLayout();
      layer.rerenderTiles();
    }
  }

  /* `look` is a style of the map, `dark` whether what stands around it is. */
  function setLook(look, dark) {
    if (STYLES[look]) QM.state.look = look;
    const drawnAs = shownLook() + (QM.state.presentation ? " on the projector" : "");
    const changed = drawnAs !== QM.state.drawnAs;
    QM.state.drawnAs = drawnAs;
    const S = style();
    const { body } = document;
    body.classList.toggle("qm-dark", Boolean(dark));
    for (const name of Object.keys(STYLES)) body.classList.toggle("qm-map-" + name, name === shownLook());
    body.style.setProperty("--map-ground", S.ground);
    body.style.setProperty("--map-fill", String(S.fill));
    body.style.setProperty("--hatch-ground", S.hatch[0]);
    body.style.setProperty("--hatch-line", S.hatch[1]);
    QM.setLines(S);
    if (changed) restyle();
  }

  Object.assign(QM, { setBasemap, setLook, restyle, baseMapSchema: schemaOf });
  setLook("light", false);
})();
