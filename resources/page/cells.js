/* Dwelling places out of reach: a picture over the land, put in place of the one before at one stroke. It comes as text in the
   command: a request of its own, and an image element that waits for its turn to be decoded, cost two frames more. */
(function () {
  "use strict";

  const QM = window.QM;
  const { groups, state } = QM;

  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  /* A PNG (base64), decoded beside the page. */
  function bitmapOf(png) {
    return createImageBitmap(new Blob([bytesOf(png)], { type: "image/png" }));
  }

  /* `cells`: { png (base64), bounds, label, secret }, or null for none. */
  async function showCells(cells) {
    state.cells = cells;
    if (!await layCells(groups.cells, "qm-cells", cells)) return;
    QM.applyVisibility("cells");
    QM.furniture.legend();
  }

  const wanted = new WeakMap(); // group -> what was asked for last
  const laid = new WeakMap(); // group -> the PNG that lies there

  /* Lays a picture into a group instead of what is there; false if another one has been asked for meanwhile. */
  async function layCells(group, pane, cells) {
    wanted.set(group, cells);
    const png = cells && cells.png;
    if (png && laid.get(group) === png) return true;
    const image = png && await bitmapOf(png);
    if (wanted.get(group) !== cells) return false;
    group.clearLayers();
    laid.set(group, png);
    if (!image) return true;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", QM.t("Bewohnte Rasterzellen außer Reichweite"));
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(image, 0, 0);
    image.close();
    const [west, south, east, north] = cells.bounds;
    group.addLayer(L.svgOverlay(canvas, [[south, west], [north, east]], { pane, interactive: false, className: "qm-cells" }));
    return true;
  }

  Object.assign(QM, { bytesOf, bitmapOf, showCells, layCells });
})();
