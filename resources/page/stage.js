/* In front of a room: a pointer that can be seen from the last row, and a spotlight that leaves the rest in the dark. */
(function () {
  "use strict";

  const QM = window.QM;
  const { map } = QM;
  const container = map.getContainer();

  const dot = document.createElement("div");
  dot.className = "qm-pointer";
  dot.hidden = true;
  const dark = document.createElement("div");
  dark.className = "qm-spot";
  dark.hidden = true;
  for (const part of [dark, dot]) {
    part.setAttribute("aria-hidden", "true");
    container.append(part);
  }
  let place = null;
  let spotlight = false;

  /* `at`: [lon, lat], or null for none. */
  function point(at, spot) {
    place = at;
    spotlight = spot;
    draw();
  }

  function draw() {
    dot.hidden = place === null || spotlight;
    dark.hidden = place === null || !spotlight;
    if (place === null) return;
    const { x, y } = map.latLngToContainerPoint([place[1], place[0]]);
    dot.style.transform = "translate(" + x.toFixed(1) + "px," + y.toFixed(1) + "px)";
    dark.style.setProperty("--x", x.toFixed(1) + "px");
    dark.style.setProperty("--y", y.toFixed(1) + "px");
  }
  map.on("move zoom viewreset resize", draw);

  let watching = false;
  let last = null;
  function watch(on) {
    watching = on;
    if (!on) point(null, false);
  }
  container.addEventListener("pointermove", (event) => {
    if (!watching) return;
    if (last === null) requestAnimationFrame(() => {
      const latlng = map.mouseEventToLatLng(last);
      last = null;
      if (watching) QM.emit("pointer", latlng.lng, latlng.lat);
    });
    last = event;
  }, true);

  QM.stage = { point, watch };
})();
