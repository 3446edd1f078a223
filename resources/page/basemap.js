/* The background: our own vector tiles, drawn by protomaps-leaflet as a calm light-grey city map. Areas and lines lie
   below the coloured districts, names above them. System fonts only. */
(function () {
  "use strict";

  const QM = window.QM;
  const P = window.protomapsL;
  const FONT = '"Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif';
  const AREA = {
    water: "#b3d0e2", green: "#dfead4", forest: "#d0e0c3", farmland: "#f4f1e6", residential: "#eeedea",
    industrial: "#e7e4e6", school: "#efe8dc", square: "#f6f4f0", building: "#dcd8d2",
  };

  /* Width in pixels: grows by `base` per zoom level between the stops. */
  const width = (base, stops) => P.exp(base, stops);
  const is = (...classes) => { const wanted = new Set(classes); return (_zoom, feature) => wanted.has(feature.props.class); };

  const LAYER_OF = { school: "areas_small", square: "areas_small", minor: "streets", service: "paths", path: "paths", steps: "paths" };
  const lines = (name) => LAYER_OF[name] || "lines";

  function areas(...classes) {
    return classes.map((name) => ({
      dataLayer: LAYER_OF[name] || "areas", filter: is(name), symbolizer: new P.PolygonSymbolizer({ fill: AREA[name] }),
    }));
  }

  const ROADS = [ // class, casing, fill, first zoom, stops of the fill width
    ["service", "#dad7d2", "#ffffff", 15, [[15, 1], [17, 3.5], [19, 9]]],
    ["minor", "#d3d0ca", "#ffffff", 12, [[12, 0.5], [14, 1.8], [16, 5], [19, 17]]],
    ["major", "#c8c1b6", "#fdf8ec", 9, [[9, 0.6], [12, 1.8], [14, 3.6], [16, 8], [19, 24]]],
    ["motorway", "#bfb09a", "#f7e8cb", 8, [[8, 0.8], [11, 2], [14, 4.6], [16, 9], [19, 26]]],
  ];

  /* Water lies above the colours: it is what people find their way by, and nobody lives in it. */
  function waterRules() {
    return [
      { dataLayer: "areas", filter: is("water"), symbolizer: new P.PolygonSymbolizer({ // the edge keeps a river in sight of the town
        fill: AREA.water, stroke: AREA.water, width: width(1, [[9, 3], [13, 3.5], [15, 1], [16, 0.5]]) }) },
      { dataLayer: "lines", filter: is("waterway"), symbolizer: new P.LineSymbolizer({
        color: AREA.water, width: width(1.6, [[10, 0.6], [14, 1.6], [18, 6]]), lineCap: "round", lineJoin: "round" }) },
    ];
  }

  function paintRules() {
    const rules = [
      ...areas("farmland", "residential", "industrial", "school", "square", "forest", "green"),
      { dataLayer: "buildings", minzoom: 14, symbolizer: new P.PolygonSymbolizer({
        fill: AREA.building, stroke: "#c9c4bc", width: 0.6, perFeature: false }) },
      { dataLayer: "paths", minzoom: 14, filter: is("path"), symbolizer: new P.LineSymbolizer({
        color: "#b7a994", width: width(1.5, [[14, 0.7], [16, 1.3], [19, 3]]), dash: [3, 2], dashColor: "#b7a994",
        dashWidth: width(1.5, [[14, 0.7], [16, 1.3], [19, 3]]) }) },
      { dataLayer: "paths", minzoom: 14, filter: is("steps"), symbolizer: new P.LineSymbolizer({
        color: "#a39580", width: width(1.5, [[14, 1], [16, 2.4], [19, 6]]), dash: [1, 1], dashColor: "#a39580",
        dashWidth: width(1.5, [[14, 1], [16, 2.4], [19, 6]]) }) },
    ];
    for (const [name, casing, , first, stops] of ROADS) {
      rules.push({ dataLayer: lines(name), minzoom: Math.max(first, 13), filter: is(name), symbolizer: new P.LineSymbolizer({
        color: casing, width: width(1.6, stops.map(([z, w]) => [z, w + (z < 14 ? 1 : 1.8)])), lineCap: "round", lineJoin: "round" }) });
    }
    for (const [name, casing, fill, first, stops] of ROADS) {
      rules.push({ dataLayer: lines(name), minzoom: first, filter: is(name), symbolizer: new P.LineSymbolizer({
        color: (zoom) => (zoom < 13 ? casing : fill), width: width(1.6, stops), lineCap: "round", lineJoin: "round" }) });
    }
    rules.push(
      { dataLayer: "lines", minzoom: 10, filter: is("rail"), symbolizer: new P.LineSymbolizer({
        color: "#a9a7a5", width: width(1.4, [[10, 0.8], [14, 1.8], [18, 4]]) }) },
      { dataLayer: "lines", minzoom: 13, filter: is("rail"), symbolizer: new P.LineSymbolizer({
        color: "#ffffff", width: width(1.4, [[13, 0.6], [14, 1], [18, 2.6]]), dash: [5, 5], dashColor: "#ffffff",
        dashWidth: width(1.4, [[13, 0.6], [14, 1], [18, 2.6]]) }) },
    );
    return rules;
  }

  const halo = { stroke: "rgba(255,255,255,0.92)", width: 2.4 };
  const big = () => (QM.state.presentation ? 1.3 : 1);

  function labelRules() {
    const place = (classes, first, size, weight) => ({
      dataLayer: "places", minzoom: first, filter: is(...classes), sort: (a, b) => (a.rank || 9) - (b.rank || 9),
      symbolizer: new P.CenteredTextSymbolizer({
        labelProps: ["name"], fill: "#39434d", fontFamily: FONT, fontWeight: weight, lineHeight: 1.45, maxLineChars: 14,
        fontSize: (zoom) => (size + (zoom >= 14 ? 2 : 0)) * big(), ...halo }),
    });
    return [
      place(["city", "town"], 8, 15, 600),
      place(["suburb", "village", "borough"], 11, 12, 600),
      place(["quarter", "neighbourhood", "hamlet", "locality", "isolated_dwelling"], 14, 11, 400),
      { dataLayer: "lines", minzoom: 14, filter: is("motorway", "major"), symbolizer: new P.LineLabelSymbolizer({
        labelProps: ["name"], fill: "#4c4a45", fontFamily: FONT, fontWeight: 500, fontSize: () => 12 * big(), position: 2,
        repeatDistance: 500, maxLabelChars: 60, ...halo }) },
      { dataLayer: "streets", minzoom: 15, filter: is("minor"), symbolizer: new P.LineLabelSymbolizer({
        labelProps: ["name"], fill: "#5a5852", fontFamily: FONT, fontSize: () => 11 * big(), position: 2, repeatDistance: 600,
        maxLabelChars: 60, ...halo }) },
      { dataLayer: "lines", minzoom: 13, filter: is("waterway"), symbolizer: new P.LineLabelSymbolizer({
        labelProps: ["name"], fill: "#3f6f8c", fontFamily: FONT, fontStyle: "italic", fontSize: () => 11.5 * big(), position: 2,
        repeatDistance: 700, maxLabelChars: 60, ...halo }) },
      { dataLayer: "areas", minzoom: 14, filter: (_zoom, { props, bbox }) => Boolean(props.name) && (props.class === "green" || props.class === "forest") &&
        bbox.maxX - bbox.minX > 50, // a name must have room
        symbolizer: new P.CenteredTextSymbolizer({
          labelProps: ["name"], fill: "#4f6b42", fontFamily: FONT, fontStyle: "italic", fontSize: () => 11 * big(), lineHeight: 1.45, ...halo }) },
    ];
  }

  /* `source` is a URL pattern or an object with getZxy(z, x, y); null takes the background away. */
  function setBasemap(source) {
    const { groups } = QM;
    groups.basemap.clearLayers();
    groups.labels.clearLayers();
    groups.water.clearLayers();
    if (source) {
      const common = {
        url: source.url || source, maxDataZoom: source.maxZoom, levelDiff: 1, attribution: "", maxZoom: 19, tileDelay: 1,
        devicePixelRatio: Math.max(1.5, window.devicePixelRatio), // half zoom levels enlarge the tiles
        bounds: source.bounds && [[source.bounds[1], source.bounds[0]], [source.bounds[3], source.bounds[2]]], lang: "de",
      };
      const below = P.leafletLayer({ ...common, pane: "qm-basemap", paintRules: paintRules(), labelRules: [] });
      const above = P.leafletLayer({ ...common, pane: "qm-labels", paintRules: [], labelRules: labelRules() });
      const water = P.leafletLayer({ ...common, pane: "qm-water", paintRules: waterRules(), labelRules: [] });
      above.views = water.views = below.views; // each tile is fetched and read once
      groups.basemap.addLayer(below);
      groups.water.addLayer(water);
      groups.labels.addLayer(above);
    }
    QM.applyVisibility("basemap");
  }

  QM.setBasemap = setBasemap;
})();
